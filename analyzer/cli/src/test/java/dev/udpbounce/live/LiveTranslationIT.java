// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static dev.udpbounce.live.LiveTimeline.number;
import static dev.udpbounce.live.LiveTimeline.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;

/**
 * A container host, captured on "any": a client behind it asks a service by an address that the host translates, and the
 * host gives the client another address and another port. Between the two frames of a datagram neither end is the same,
 * its id is 0, and its payload is an octet: nothing shows that it is one, but the kernel knows.
 */
class LiveTranslationIT {
    private static final String RULES = """
            table ip translation {
                chain before {
                    type nat hook prerouting priority -100
                    ip daddr 10.96.0.10 udp dport 53 dnat to 10.2.0.2:5353
                }
                chain own {
                    type nat hook output priority -100
                    ip daddr 10.96.0.10 udp dport 53 dnat to 10.2.0.2:5353
                }
                chain after {
                    type nat hook postrouting priority 100
                    oifname "out0" masquerade fully-random
                }
            }
            """;

    private static final String CLIENT = """
            import select, socket, sys
            def udp(port=0):
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.setsockopt(socket.IPPROTO_IP, 10, 2)  # IP_PMTUDISC_DO: of an unconnected socket the id is 0
                s.bind(('', port))
                return s
            """;

    private static final String SERVICE = "('10.96.0.10', 53)";

    @TempDir
    private Path folder;

    private LiveLab lab;
    private String client;

    @BeforeEach
    void openLab() throws Exception {
        lab = LiveLab.open(folder);
        client = lab.namespace();
        String server = lab.namespace();
        lab.join(lab.home(), "in0", "10.1.0.1/24", client, "c0", "10.1.0.7/24");
        lab.join(lab.home(), "out0", "10.2.0.1/24", server, "s0", "10.2.0.2/24");
        lab.in(client, "ip", "route", "add", "default", "via", "10.1.0.1");
        lab.in(lab.home(), "ip", "route", "add", "default", "via", "10.2.0.2");
        lab.in(lab.home(), "sysctl", "-qw", "net.ipv4.ip_forward=1");
        lab.in(server, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0");
        Path rules = Files.writeString(folder.resolve("rules"), RULES);
        try {
            lab.in(lab.home(), "nft", "-f", rules.toString());
        } catch (IllegalStateException e) {
            if (LiveLab.isRequired()) {
                throw e;
            }
            throw new TestAbortedException("no translation here: " + e.getMessage());
        }
    }

    @AfterEach
    void closeLab() throws Exception {
        lab.close();
    }

    private Running inClient(String program) throws Exception {
        return lab.spawn(LiveLab.inNamespace(client, List.of("python3", "-c", CLIENT + program)));
    }

    private static LiveTimeline end(Running live) throws Exception {
        live.signal("INT");
        Ended ended = live.await();
        assertThat(ended.status()).as(ended.err()).isZero();
        return LiveTimeline.of(ended.out());
    }

    private static void assertOneOfEach(LiveTimeline timeline, int datagrams) {
        assertThat(timeline.sends())
                .hasSize(datagrams)
                .extracting(
                        send -> text(send, "/in_iface"),
                        send -> text(send, "/src_ip"),
                        send -> text(send, "/dest_ip"),
                        send -> number(send, "/udp_send/ip_id"))
                .containsOnly(tuple("in0", "10.1.0.7", "10.96.0.10", 0));
        List<JsonNode> outside = timeline.errors().stream()
                .filter(error -> text(error, "/in_iface").equals("out0"))
                .toList();
        assertThat(outside)
                .hasSize(datagrams)
                .extracting(
                        error -> text(error, "/icmp_error/cause_translation"),
                        error -> text(error, "/icmp_error/quoted/src_ip"),
                        error -> number(error, "/icmp_error/quoted/dest_port"))
                .containsOnly(tuple("known", "10.2.0.1", 5353));
        assertThat(outside)
                .extracting(error -> number(error, "/icmp_error/cause_first_pcap_cnt"))
                .containsExactlyInAnyOrderElementsOf(timeline.sends().stream()
                        .map(send -> number(send, "/pcap_cnt"))
                        .toList());
        assertThat(number(timeline.summary(), "/udp_sends")).isEqualTo(datagrams);
        assertThat(number(timeline.summary(), "/duplicates")).isEqualTo(datagrams);
        assertThat(number(timeline.summary(), "/orphan")).isZero();
        assertThat(number(timeline.summary(), "/ambiguous")).isZero();
        assertThat(number(timeline.summary(), "/outcomes/bounced")).isEqualTo(datagrams);
    }

    @Test
    void theKernelKnowsThatItIsOneDatagram() throws Exception {
        Running live = lab.live("-i", "any", "--all", "-T", "ndjson");
        // All are open at a time, so that no two have the same port.
        inClient("for s in [udp() for i in range(4)]: s.sendto(b'q', " + SERVICE + ")")
                .await();
        live.awaitOut("\"event_type\":\"icmp_error\"", 8);

        assertOneOfEach(end(live), 4);
    }

    @Test
    void whatWasTranslatedBeforeTheStartIsKnownToo() throws Exception {
        Running asking = inClient("""
                s = udp(4000)
                s.sendto(b'q', SERVICE)
                print('asked', flush=True)
                sys.stdin.readline()
                s.sendto(b'q', SERVICE)
                """.replace("SERVICE", SERVICE));
        asking.awaitOut("asked");
        Running live = lab.live("-i", "any", "--all", "-T", "ndjson");
        asking.finish();
        live.awaitOut("\"event_type\":\"icmp_error\"", 2);

        assertOneOfEach(end(live), 1);
    }

    @Test
    void aProgramBehindTheTranslationIsSeenToBeTold() throws Exception {
        Running live = lab.live("-i", "any", "--all", "-T", "ndjson");
        Running asking = inClient("""
                for i in range(4):
                    s = udp(); s.connect(SERVICE); s.send(b'q')
                    select.select([s], [], [], 60)
                    try: s.recv(9)
                    except OSError as e: print(e.errno)
                """.replace("SERVICE", SERVICE));
        assertThat(asking.await().out()).isEqualTo("111\n".repeat(4));
        live.awaitOut("\"by\":\"receive\"", 4);
        LiveTimeline timeline = end(live);

        assertThat(timeline.sends()).hasSize(4);
        assertThat(timeline.deliveries()).hasSize(4).allSatisfy(told -> assertThat(
                        number(told, "/delivery/process/pid"))
                .isEqualTo(asking.process().pid()));
        assertThat(number(timeline.summary(), "/verdicts/told")).isEqualTo(4);
    }

    /** The capture shows only what a program of the host has become by the translation on the way out. */
    @Test
    void theSocketOfTheHostItselfIsFoundByWhatItSent() throws Exception {
        Running live = lab.live("-i", "any", "--all", "-T", "ndjson");
        Running asking = lab.client(CLIENT + """
                s = udp(); s.connect(SERVICE); s.send(b'q')
                u = udp(); u.sendto(b'q', SERVICE)
                print('asked', flush=True)
                sys.stdin.read()
                """.replace("SERVICE", SERVICE));
        asking.awaitOut("asked");
        live.awaitOut("\"event_type\":\"icmp_error\"", 2);
        LiveTimeline timeline = end(live);

        int pid = (int) asking.process().pid();
        assertThat(timeline.sends()).hasSize(2).allSatisfy(send -> assertThat(number(send, "/udp_send/process/pid"))
                .isEqualTo(pid));
        assertThat(timeline.errors())
                .extracting(
                        error -> text(error, "/icmp_error/verdict"), error -> number(error, "/icmp_error/process/pid"))
                .containsExactly(tuple("told", pid), tuple("never_told", pid));
    }

    @Test
    void announcementsThatFindNoRoomAreCounted() throws Exception {
        Running live = lab.live("-i", "lo", "-T", "ndjson");
        live.signal("STOP");
        inClient("""
                for i in range(20000):
                    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    s.sendto(b'q', SERVICE); s.close()
                """.replace("SERVICE", SERVICE)).await();
        live.signal("CONT");
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("reports on translated addresses (NAT) were lost");
    }
}
