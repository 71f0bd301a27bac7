// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static dev.udpbounce.live.LiveTimeline.number;
import static dev.udpbounce.live.LiveTimeline.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.udpbounce.kernel.sys.ThreadFiles;
import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Live captures of real clients in their own namespaces. */
class LiveCaptureIT {
    private static final String CLIENT = """
            import socket, sys
            s = socket.socket(socket.%s, socket.SOCK_DGRAM)
            s.settimeout(1)
            recverr, connected, peer = %s, %s, ('%s', 1060)
            if recverr: s.setsockopt(socket.SOL_IP, 11, 1)
            if connected: s.connect(peer)
            s.send(b'123') if connected else s.sendto(b'123', peer)
            try:
                s.recv(10)
            except OSError as e:
                print(e.errno, flush=True)
            sys.stdin.read()
            """;

    @TempDir
    private Path folder;

    private LiveLab lab;

    @BeforeEach
    void openLab() throws Exception {
        lab = LiveLab.open(folder);
    }

    @AfterEach
    void closeLab() throws Exception {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({
        "lo, AF_INET, 127.0.0.1, False, True, 111, told",
        "lo, AF_INET, 127.0.0.1, False, False, None, never_told",
        "lo, AF_INET, 127.0.0.1, True, False, 111, queued",
        "any, AF_INET, 127.0.0.1, False, True, 111, told",
        "any, AF_INET6, ::1, False, True, 111, told",
        "any, AF_INET6, ::1, False, False, None, never_told"
    })
    void theVerdictIsWhatTheClientExperiences(
            String device, String family, String peer, String recverr, String connected, String errno, String verdict)
            throws Exception {
        Running live = lab.live("-i", device, "-T", "ndjson");
        Running client = lab.client(CLIENT.formatted(family, recverr, connected, peer));
        live.awaitOut("icmp_error");
        String experienced = client.finish().out().strip();
        live.signal("INT");
        Ended ended = live.await();

        assertThat(experienced).isEqualTo(errno);
        assertThat(ended.status()).as(ended.err()).isZero();
        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.sends()).hasSize(1);
        assertThat(timeline.errors()).hasSize(1);
        JsonNode error = timeline.errors().get(0);
        assertThat(timeline.causeOf(error)).isEqualTo(timeline.sends().get(0));
        assertThat(text(error, "/icmp_error/match")).isIn("exact", "tuple");
        assertThat(text(error, "/icmp_error/verdict")).isEqualTo(verdict);
        assertThat(text(error, "/icmp_error/process/name")).startsWith("python3");
        assertThat(text(error, "/in_iface")).isEqualTo("lo");
        assertThat(number(timeline.summary(), "/dropped")).isZero();
    }

    @Test
    void twoHundredBouncesAtOnceHaveEachItsOwnCause() throws Exception {
        Running live = lab.live("-i", "lo", "-T", "ndjson");
        Running client = lab.client("""
                import socket, sys
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for port in range(2000, 2200): s.sendto(b'%d' % port, ('127.0.0.1', port))
                sys.stdin.read()
                """);
        live.awaitOut("\"event_type\":\"icmp_error\"", 200);
        client.finish();
        live.signal("INT");
        Ended ended = live.await();

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.sends()).hasSize(200);
        assertThat(timeline.errors()).hasSize(200);
        for (JsonNode error : timeline.errors()) {
            assertThat(number(timeline.causeOf(error), "/dest_port"))
                    .isEqualTo(number(error, "/icmp_error/quoted/dest_port"));
        }
        assertThat(timeline.errors().stream().map(error -> text(error, "/icmp_error/verdict")))
                .allMatch(verdict -> verdict.equals("never_told"));
    }

    /**
     * The error waits for its datagram; no later packet comes. The program repeats both until little time passes
     * between them.
     */
    @Test
    void anErrorThatIsCapturedBeforeItsDatagramIsTiedToIt() throws Exception {
        Running live = lab.live("-i", "lo", "-T", "ndjson");
        lab.python("""
                import socket, struct, time
                def at(port):
                    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    s.bind(('127.0.0.1', port))
                    return s
                server, client = at(50021), at(50020)
                raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
                host = socket.inet_aton('127.0.0.1')
                for number in range(1000):
                    payload = b'sixteen octets or more: %06d' % number
                    quoted = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 28 + len(payload), 0, 0, 64, 17, 0, host, host)
                    quoted += struct.pack('!4H', 50020, 50021, 8 + len(payload), 0) + payload
                    message = struct.pack('!BBHI', 3, 3, 0, 0) + quoted
                    total = sum(struct.unpack('!%dH' % (len(message) // 2), message))
                    total = (total >> 16) + (total & 0xffff)
                    message = message[:2] + struct.pack('!H', ~(total + (total >> 16)) & 0xffff) + message[4:]
                    began = time.monotonic()
                    raw.sendto(message, ('127.0.0.1', 0))
                    client.sendto(payload, ('127.0.0.1', 50021))
                    if time.monotonic() - began < 0.005: break
                """);
        live.awaitOut("\"exact\"");
        live.signal("INT");
        LiveTimeline timeline = LiveTimeline.of(live.await().out());

        JsonNode error = timeline.errors().get(timeline.errors().size() - 1);
        JsonNode send = timeline.sends().get(timeline.sends().size() - 1);
        assertThat(text(error, "/icmp_error/match")).isEqualTo("exact");
        assertThat(timeline.causeOf(error)).isEqualTo(send);
        assertThat(number(error, "/pcap_cnt")).isLessThan(number(send, "/pcap_cnt"));
    }

    @Test
    void whatHappensJustBeforeTheEndIsInIt() throws Exception {
        for (int round = 0; round < 5; round++) {
            Running live = lab.live("-i", "lo", "-T", "ndjson");
            lab.in(
                    lab.home(),
                    "python3",
                    "-c",
                    """
                    import os, signal, socket, sys
                    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    s.connect(('127.0.0.1', 1060))
                    s.send(b'last')
                    try: s.recv(1)
                    except ConnectionRefusedError: pass
                    os.kill(int(sys.argv[1]), signal.SIGINT)
                    """,
                    String.valueOf(live.process().pid()));
            Ended ended = live.await();

            assertThat(ended.status()).isZero();
            assertThat(LiveTimeline.of(ended.out()).errors()).hasSize(1);
        }
    }

    @Test
    void errorsOfARouterAndOfTheHostBehindItAreToldApart() throws Exception {
        String router = lab.namespace();
        String host = lab.namespace();
        lab.join(lab.home(), "c0", "10.1.0.2/24", router, "r0", "10.1.0.1/24");
        lab.join(router, "r1", "10.2.0.1/24", host, "h0", "10.2.0.2/24");
        lab.in(router, "sysctl", "-qw", "net.ipv4.ip_forward=1");
        lab.in(lab.home(), "ip", "route", "add", "default", "via", "10.1.0.1");
        lab.in(host, "ip", "route", "add", "default", "via", "10.2.0.1");
        Running live = lab.live("-i", "c0", "-T", "ndjson");
        lab.python("""
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.sendto(b'closed', ('10.2.0.2', 1060))
                s.sendto(b'nowhere', ('10.9.9.9', 1060))
                """);
        live.awaitOut("\"event_type\":\"icmp_error\"", 2);
        live.signal("INT");
        Ended ended = live.await();

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.errors())
                .extracting(
                        error -> text(error, "/icmp_error/reporter"),
                        error -> number(error, "/icmp_code"),
                        error -> text(timeline.causeOf(error), "/dest_ip"))
                .containsExactlyInAnyOrder(tuple("destination", 3, "10.2.0.2"), tuple("router", 0, "10.9.9.9"));
        assertThat(ended.err()).contains("add -i lo");
    }

    @Test
    void packetsOfTwoInterfacesAreNumberedInTheOrderOfTime() throws Exception {
        String other = lab.namespace();
        lab.join(lab.home(), "a0", "10.1.0.1/24", other, "b0", "10.1.0.2/24");
        Running live = lab.live("-i", "a0", "-i", "lo", "-T", "ndjson");
        lab.python("""
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(20): s.sendto(b'x', (['127.0.0.1', '10.1.0.2'][i % 2], 3000 + i))
                """);
        live.signal("INT");
        Ended ended = live.await();

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.sends()).hasSize(20);
        assertThat(timeline.sends().stream().map(send -> number(send, "/dest_port")))
                .isSorted();
        assertThat(timeline.sends().stream().map(send -> text(send, "/in_iface")))
                .containsOnly("lo", "a0");
        assertThat(number(timeline.summary(), "/orphan")).isZero();
    }

    /** The thread of {@code lo} is woken 60 ms late each time, three times as long as a packet is held back. */
    @Test
    void aThreadThatIsLateDoesNotChangeTheOrder() throws Exception {
        assumeThat(LiveLab.isRequired() || Files.isExecutable(Path.of("/usr/bin/strace")))
                .as("strace, which delays a thread")
                .isTrue();
        String other = lab.namespace();
        lab.join(lab.home(), "a0", "10.1.0.1/24", other, "b0", "10.1.0.2/24");
        Running live = lab.live("-i", "a0", "-i", "lo", "-T", "ndjson");
        Running delay = lab.spawn(List.of(
                "strace", "-o", "/dev/null", "-e", "inject=poll:delay_exit=60000", "-p", thread(live, "capture lo")));
        delay.awaitErr("attached");
        lab.python("""
                import socket, time
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(40):
                    s.sendto(b'x', (['127.0.0.1', '10.1.0.2'][i % 2], 3000 + i))
                    if i % 10 == 9: time.sleep(0.1)
                """);
        live.signal("INT");
        Ended ended = live.await();

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.sends()).hasSize(40);
        assertThat(timeline.sends().stream().map(send -> number(send, "/dest_port")))
                .isSorted();
        assertThat(timeline.sends().stream().map(send -> number(send, "/pcap_cnt")))
                .isSorted();
    }

    /** Returns the id of the thread with this name. */
    private static String thread(Running running, String name) throws IOException {
        return ThreadFiles.read(running.process().pid(), "stat").stream()
                .filter(stat -> stat.contains(" (" + name + ") "))
                .map(stat -> stat.substring(0, stat.indexOf(' ')))
                .findAny()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"udp port 5300", "udp[10:2] = 0x7061"})
    void aFilterOfDatagramsKeepsTheirErrorsAndNoOthers(String expression) throws Exception {
        Running live = lab.live("-i", "lo", "-T", "ndjson", "-f", expression);
        lab.python(LiveLab.settled("""
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(3): s.sendto(b'12paYY', ('127.0.0.1', 5300))
                for i in range(5): s.sendto(b'12xxYY', ('127.0.0.1', 5301))
                """));
        live.signal("INT");
        Ended ended = live.await();

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.sends()).hasSize(3);
        assertThat(timeline.errors())
                .hasSize(3)
                .allMatch(error -> number(error, "/icmp_error/quoted/dest_port") == 5300);
        assertThat(number(timeline.summary(), "/filtered")).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"a0, udp port 53, 4", "a0, udp, 8", "any, udp port 53, 4", "any, udp, 8"})
    void vlanTagsDoNotHideADatagramFromTheFilter(String device, String expression, int expected) throws Exception {
        String other = lab.namespace();
        lab.join(lab.home(), "a0", "10.1.0.1/24", other, "b0", "10.1.0.2/24");
        Running live = lab.live("-i", device, "-T", "ndjson", "-f", expression);
        lab.in(other, "python3", "-c", """
                import socket, struct
                s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
                s.bind(('b0', 0))
                port = 4000
                for tags in ('', '81000014', '8100001481000015', '88a8001481000015'):
                    for to in (53, 54):
                        port += 1
                        ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 31, port, 0, 64, 17, 0,
                            socket.inet_aton('10.1.0.2'), socket.inet_aton('10.1.0.1'))
                        udp = struct.pack('!HHHH', port, to, 11, 0) + b'abc'
                        s.send(b'\\xff' * 6 + b'\\2' * 6 + bytes.fromhex(tags) + b'\\x08\\0' + ip + udp)
                """);
        live.awaitOut("\"event_type\":\"udp_send\"", expected);
        live.signal("INT");
        Ended ended = live.await();

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.sends()).hasSize(expected);
        assertThat(timeline.sends().stream().map(send -> number(send, "/dest_port")))
                .allMatch(port -> expression.equals("udp") || port == 53);
        assertThat(timeline.sends().stream()
                        .filter(send -> number(send, "/dest_port") == 53)
                        .map(send -> send.path("vlan").asInt(0)))
                .as("the innermost tag")
                .containsExactly(0, 20, 21, 21);
    }

    /** Includes a reader that is stopped for a while, so that the kernel's buffer overflows. */
    @ParameterizedTest
    @CsvSource({"lo, false", "lo, true", "a0, false", "a0, true"})
    void sentIsSeenPlusDropped(String device, boolean stopped) throws Exception {
        String other = lab.namespace();
        // Neighbor discovery would be captured as well.
        for (String namespace : List.of(lab.home(), other)) {
            lab.in(namespace, "sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6");
        }
        lab.join(lab.home(), "a0", "10.1.0.1/24", other, "b0", "10.1.0.2/24");
        // The port is open on the other side, so that it returns no error.
        Running taker = lab.spawn(LiveLab.inNamespace(other, List.of("python3", "-c", """
                import signal, socket, sys
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.bind(('10.1.0.2', 9))
                print('taken', file=sys.stderr, flush=True)
                signal.pause()
                """)));
        taker.awaitErr("taken");
        int sent = 30_000;
        Running live =
                lab.live("-i", device, "-T", "ndjson", "-q", "-B", "64", "-f", "dst port 9", "--fail-on", "loss");
        if (stopped) {
            live.signal("STOP");
        }
        lab.python(LiveLab.settled("""
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(%d): s.sendto(b'x', ('%s', 9))
                """.formatted(sent, device.equals("lo") ? "127.0.0.1" : "10.1.0.2")));
        live.signal("CONT");
        live.signal("INT");
        Ended ended = live.await();

        JsonNode summary = LiveTimeline.of(ended.out()).summary();
        int dropped = number(summary, "/dropped");
        // On lo each datagram causes an error, which is captured as well.
        assertThat(number(summary, "/packets") + dropped)
                .as("%s", summary)
                .isEqualTo(device.equals("lo") ? 2 * sent : sent);
        if (stopped) {
            assertThat(dropped).as("%s", summary).isPositive();
        }
        assertThat(ended.status()).isEqualTo(dropped > 0 ? 4 : 0);
    }

    @Test
    void theInterfacesAreListed() throws Exception {
        Ended ended = lab.start("-D").await();

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).contains("lo ", "any ", "loopback  127.0.0.1  ::1\n");
    }
}
