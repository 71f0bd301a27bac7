// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static dev.udpbounce.live.LiveTimeline.number;
import static dev.udpbounce.live.LiveTimeline.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the kernel is seen to do with errors, compared with what a client experiences. */
class LiveDeliveryIT {
    private static final String BEFORE = """
            import socket, sys
            RECVERR = (0, 11)
            def udp():
                return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            def errno(call, *arguments):
                try:
                    call(*arguments)
                    return 0
                except OSError as e:
                    return e.errno
            s = udp()
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

    /** Returns the deliveries of a client that prints what it experienced, with its errors. */
    private LiveTimeline observe(String program, String printed) throws Exception {
        Running live = lab.live("-i", "lo", "-T", "ndjson");
        Running client = lab.client(BEFORE + program + "\nsys.stdout.flush()\nsys.stdin.read()\n");
        live.awaitOut("\"event_type\":\"delivery\"");
        String experienced = client.finish().out().strip();
        live.signal("INT");
        Ended ended = live.await();

        assertThat(experienced).isEqualTo(printed);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err()).doesNotContain("predicted, and not observed");
        return LiveTimeline.of(ended.out());
    }

    private static JsonNode only(List<JsonNode> events) {
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static void assertKernelSays(LiveTimeline timeline, String verdict) {
        assertThat(timeline.errors()).allSatisfy(error -> {
            assertThat(text(error, "/icmp_error/verdict")).isEqualTo(verdict);
            assertThat(text(error, "/icmp_error/verdict_from")).isEqualTo("kernel");
        });
    }

    @Test
    void whatBecomesOfTheFirstErrorIsSeen() throws Exception {
        Running client = lab.client(BEFORE + """
                import select
                s.connect(('127.0.0.1', 1060))
                while not select.select([sys.stdin], [], [], 0.001)[0]:
                    errno(s.send, b'123')
                """);
        Running live = lab.live("-i", "lo", "-T", "ndjson");
        live.awaitOut("\"icmp_error\":", 20);
        client.finish();
        live.signal("INT");
        Ended ended = live.await();

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(timeline.errors()).hasSizeGreaterThanOrEqualTo(20);
        assertKernelSays(timeline, "told");
    }

    @ParameterizedTest
    @CsvSource({
        "receive, 'print(errno(s.recv, 9))', 111",
        "send, 'print(errno(s.send, b\"lost\"))', 111",
        "so_error, 'print(s.getsockopt(1, 4))', 111"
    })
    void theCallThatReturnsTheErrorOfAConnectedSocketIsSeen(String by, String call, String printed) throws Exception {
        LiveTimeline timeline = observe("s.connect(('127.0.0.1', 1060)); s.send(b'123')\n" + call, printed);

        assertKernelSays(timeline, "told");
        JsonNode error = only(timeline.errors());
        JsonNode told = only(timeline.deliveries());
        assertThat(text(told, "/delivery/by")).isEqualTo(by);
        assertThat(number(told, "/delivery/errno")).isEqualTo(111);
        assertThat(text(told, "/delivery/errno_name")).isEqualTo("ECONNREFUSED");
        assertThat(number(told, "/delivery/error_pcap_cnt")).isEqualTo(number(error, "/pcap_cnt"));
        assertThat(number(told, "/delivery/errors")).isOne();
        assertThat(number(told, "/delivery/told_after_ns")).isNotNegative();
        assertThat(told.at("/delivery/transmitted").isMissingNode()).isEqualTo(!by.equals("send"));
        assertThat(told.at("/delivery/stale").isMissingNode()).isTrue();
        assertThat(number(told, "/src_port")).isEqualTo(number(error, "/icmp_error/quoted/src_port"));
        assertThat(number(told, "/dest_port")).isEqualTo(1060);
        assertThat(number(told, "/delivery/process/pid")).isEqualTo(number(error, "/icmp_error/process/pid"));
        assertThat(text(told, "/delivery/process/name")).startsWith("python3");
        assertThat(text(told, "/delivery/process/command")).contains("python3 -c import socket");
        assertThat(number(timeline.summary(), "/deliveries/" + by)).isOne();
        assertThat(timeline.sends())
                .as("a send that returns an error sends nothing")
                .hasSize(1);
    }

    @Test
    void aSendmmsgOfOneMessageIsSeenLikeASend() throws Exception {
        LiveTimeline timeline = observe("""
                import ctypes
                libc = ctypes.CDLL(None, use_errno=True)
                octets = ctypes.create_string_buffer(b'lost')
                part = (ctypes.c_void_p * 2)(ctypes.addressof(octets), 4)
                message = (ctypes.c_void_p * 8)(None, None, ctypes.addressof(part), 1)
                s.connect(('127.0.0.1', 1060)); s.send(b'123')
                print(libc.sendmmsg(s.fileno(), message, 1, 0), ctypes.get_errno())
                """, "-1 111");

        JsonNode told = only(timeline.deliveries());
        assertThat(text(told, "/delivery/by")).isEqualTo("send");
        assertThat(number(told, "/delivery/error_pcap_cnt")).isEqualTo(number(only(timeline.errors()), "/pcap_cnt"));
    }

    private static final String SEVERAL = """
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            octets = ctypes.create_string_buffer(b'lost')
            part = (ctypes.c_void_p * 2)(ctypes.addressof(octets), 4)
            message = [None, None, ctypes.addressof(part), 1, None, None, None]
            def several(call, sent, *more):
                messages = (ctypes.c_void_p * 16)(*message, sent, *message, sent)
                returned = call(s.fileno(), messages, 2, 0, *more)
                return returned, ctypes.get_errno() if returned < 0 else 0
            s.connect(('127.0.0.1', 1060)); s.send(b'123')
            """;

    /** The length that a message has before the call shows nothing unless it is 0. */
    @ParameterizedTest
    @CsvSource({"0, send", "4, unknown"})
    void aSendmmsgOfSeveralTellsIfItsFirstMessageHasNoLength(String length, String by) throws Exception {
        LiveTimeline timeline = observe(SEVERAL + "print(several(libc.sendmmsg, " + length + "))", "(-1, 111)");

        JsonNode told = only(timeline.deliveries());
        assertThat(text(told, "/delivery/by")).isEqualTo(by);
        assertThat(text(told, "/delivery/process/name")).startsWith("python3");
        assertThat(number(told, "/delivery/error_pcap_cnt")).isEqualTo(number(only(timeline.errors()), "/pcap_cnt"));
        assertThat(number(timeline.summary(), "/deliveries/" + by)).isOne();
    }

    @Test
    void aSendmmsgKeepsTheErrorOfItsLaterMessageToItself() throws Exception {
        LiveTimeline timeline = observe(
                SEVERAL + "s.getsockopt(1, 4)\nprint(several(libc.sendmmsg, 0), errno(s.recv, 9, 64))", "(1, 0) 11");

        assertThat(timeline.deliveries())
                .extracting(told -> text(told, "/delivery/by"))
                .containsExactly("so_error", "unknown");
    }

    @Test
    void whatARecvmmsgTookIsUnknownOnceTheSocketIsClosed() throws Exception {
        LiveTimeline timeline = observe(SEVERAL + "print(several(libc.recvmmsg, 0, None)); s.close()", "(-1, 111)");

        JsonNode told = only(timeline.deliveries());
        assertThat(text(told, "/delivery/by")).isEqualTo("unknown");
        assertThat(told.at("/delivery/told_after_ns").isMissingNode()).isTrue();
        assertKernelSays(timeline, "told");
    }

    @Test
    void errorsBetweenWhichTheSocketSentWereNotTakenTogether() throws Exception {
        LiveTimeline timeline = observe(SEVERAL + """
                import time
                first = several(libc.recvmmsg, 0, None)
                time.sleep(0.01)
                s.send(b'456')
                print(first, errno(s.recv, 9))
                """, "(-1, 111) 111");

        assertThat(timeline.deliveries())
                .extracting(
                        told -> text(told, "/delivery/by"),
                        told -> number(told, "/delivery/errors"),
                        told -> number(told, "/delivery/error_pcap_cnt"))
                .containsExactly(
                        tuple("unknown", 1, number(timeline.errors().get(0), "/pcap_cnt")),
                        tuple("receive", 1, number(timeline.errors().get(1), "/pcap_cnt")));
    }

    @Test
    void theErrorQueueTellsAnUnconnectedSocket() throws Exception {
        LiveTimeline timeline = observe("""
                s.setsockopt(*RECVERR, 1)
                s.sendto(b'123', ('127.0.0.1', 1060))
                print(errno(s.recvmsg, 9, 512, socket.MSG_ERRQUEUE), s.getsockopt(1, 4))
                """, "0 0");

        assertKernelSays(timeline, "queued");
        JsonNode told = only(timeline.deliveries());
        assertThat(text(told, "/delivery/by")).isEqualTo("error_queue");
        assertThat(number(told, "/delivery/error_pcap_cnt")).isEqualTo(number(only(timeline.errors()), "/pcap_cnt"));
    }

    @Test
    void anErrorThatIsQueuedCanBeToldTwice() throws Exception {
        LiveTimeline timeline = observe("""
                s.setsockopt(*RECVERR, 1)
                s.sendto(b'123', ('127.0.0.1', 1060))
                print(errno(s.recv, 9), errno(s.recvmsg, 9, 512, socket.MSG_ERRQUEUE))
                """, "111 0");

        assertThat(timeline.deliveries())
                .extracting(told -> text(told, "/delivery/by"))
                .containsExactly("receive", "error_queue");
    }

    /** A second error is forged, as a send would take the first one. */
    @Test
    void errorsThatShareTheOneSlotAreToldByOneCall() throws Exception {
        LiveTimeline timeline = observe("""
                import struct
                def checksum(octets):
                    total = sum(struct.unpack('!%dH' % (len(octets) // 2), octets))
                    total = (total >> 16) + (total & 0xffff)
                    return ~(total + (total >> 16)) & 0xffff
                s.connect(('127.0.0.1', 1060)); s.send(b'1234')
                ends = socket.inet_aton('127.0.0.1') * 2
                quote = struct.pack('!BBHHHBBH', 0x45, 0, 32, 0, 0x4000, 64, 17, 0) + ends
                quote += struct.pack('!4H', s.getsockname()[1], 1060, 12, 0) + b'1234'
                prohibited = struct.pack('!BBHI', 3, 13, 0, 0) + quote
                prohibited = prohibited[:2] + struct.pack('!H', checksum(prohibited)) + prohibited[4:]
                socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).sendto(prohibited, ('127.0.0.1', 0))
                print(errno(s.recv, 9), errno(s.recv, 9, socket.MSG_DONTWAIT))
                """, "113 11");

        JsonNode told = only(timeline.deliveries());
        assertThat(timeline.errors()).hasSize(2);
        assertThat(text(told, "/delivery/errno_name")).isEqualTo("EHOSTUNREACH");
        assertThat(number(told, "/delivery/errors")).isEqualTo(2);
        assertThat(number(told, "/delivery/error_pcap_cnt"))
                .isEqualTo(number(timeline.errors().get(1), "/pcap_cnt"));
        assertThat(told.at("/delivery/coalesced_with_pcap_cnts").size()).isOne();
        assertThat(number(told, "/delivery/coalesced_with_pcap_cnts/0"))
                .isEqualTo(number(timeline.errors().get(0), "/pcap_cnt"));
    }

    @Test
    void anErrorAboutAPeerThatTheSocketHasLeftIsStale() throws Exception {
        LiveTimeline timeline = observe("""
                live = udp(); live.bind(('127.0.0.1', 0))
                s.connect(('127.0.0.1', 1060)); s.send(b'123')
                s.connect(live.getsockname())
                print(errno(s.send, b'lost'))
                """, "111");

        JsonNode told = only(timeline.deliveries());
        assertThat(text(told, "/delivery/by")).isEqualTo("send");
        assertThat(told.at("/delivery/stale").asBoolean(false)).isTrue();
        assertThat(number(told, "/dest_port")).isEqualTo(1060);
    }

    @Test
    void anErrorEndsWithTheSocketThatNoCallFollowed() throws Exception {
        LiveTimeline timeline =
                observe("s.connect(('127.0.0.1', 1060)); s.send(b'1'); s.close(); print('closed')", "closed");

        assertKernelSays(timeline, "told");
        JsonNode ended = only(timeline.deliveries());
        assertThat(text(ended, "/delivery/by")).isEqualTo("closed");
        assertThat(ended.at("/delivery/told_after_ns").isMissingNode()).isTrue();
        assertThat(number(ended, "/delivery/error_pcap_cnt")).isEqualTo(number(only(timeline.errors()), "/pcap_cnt"));
    }

    @Test
    void theKernelSetsNothingOnAnUnconnectedSocketEvenIfItIsClosedAtOnce() throws Exception {
        LiveTimeline timeline = observe("s.sendto(b'1', ('127.0.0.1', 1060)); s.close(); print('closed')", "closed");

        assertKernelSays(timeline, "never_told");
        JsonNode untold = only(timeline.deliveries());
        assertThat(text(untold, "/delivery/by")).isEqualTo("nobody");
        assertThat(number(untold, "/delivery/error_pcap_cnt")).isEqualTo(number(only(timeline.errors()), "/pcap_cnt"));
    }

    @Test
    void aProcessInAnotherNamespaceIsSeenThoughItsPacketsAreNot() throws Exception {
        Running live = lab.live("-T", "ndjson");
        String elsewhere = lab.namespace();
        Running client = lab.spawn(LiveLab.inNamespace(elsewhere, List.of("python3", "-c", BEFORE + """
                        import os
                        s.connect(('127.0.0.1', 1060)); s.send(b'123')
                        print(errno(s.recv, 9), os.stat('/proc/self/ns/net').st_ino, flush=True)
                        sys.stdin.read()
                        """)));
        live.awaitOut("\"pid\":" + client.process().pid());
        String[] printed = client.finish().out().strip().split(" ", -1);
        live.signal("INT");
        Ended ended = live.await();

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        JsonNode told = only(timeline.deliveries().stream()
                .filter(event -> number(event, "/delivery/process/pid")
                        == client.process().pid())
                .toList());
        assertThat(printed[0]).isEqualTo("111");
        assertThat(text(told, "/delivery/by")).isEqualTo("receive");
        assertThat(told.at("/delivery/error_pcap_cnt").isMissingNode()).isTrue();
        assertThat(told.at("/delivery/process/netns").asLong()).isEqualTo(Long.parseLong(printed[1]));
        assertThat(number(told, "/dest_port")).isEqualTo(1060);
    }

    /** A send that goes to another peer loses its datagram for an error of the first peer. */
    @ParameterizedTest
    @CsvSource({"stale, 1", "lost-send, 1", "untold, 0", "'stale --process no-such-process', 0"})
    void anObservedDeliveryFailsARunThatMustNotHaveIt(String condition, int status) throws Exception {
        List<String> options = new ArrayList<>(List.of("-i", "lo", "-T", "ndjson", "--fail-on"));
        options.addAll(List.of(condition.split(" ", -1)));
        Running live = lab.live(options.toArray(new String[0]));
        lab.python(LiveLab.settled(BEFORE + """
                live = udp(); live.bind(('127.0.0.1', 0))
                s.connect(('127.0.0.1', 1060)); s.send(b'123')
                s.connect(live.getsockname())
                errno(s.send, b'lost')
                """));
        live.signal("INT");
        Ended ended = live.await();

        LiveTimeline timeline = LiveTimeline.of(ended.out());
        assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        assertThat(ended.err()).contains("observed: 1 send", "1 of them stale");
        assertThat(number(timeline.summary(), "/stale_deliveries")).isOne();
        boolean all = !options.contains("--process");
        assertThat(timeline.deliveries()).hasSize(all ? 1 : 0);
        assertThat(number(timeline.summary(), "/left_out/deliveries")).isEqualTo(all ? -1 : 1);
    }

    @Test
    void anErrorThatEndsWithItsSocketFailsARunThatMustTell() throws Exception {
        Running live = lab.live("-i", "lo", "--fail-on", "untold");
        Running client =
                lab.client(BEFORE + "s.connect(('127.0.0.1', 1060)); s.send(b'1'); s.close()\nsys.stdin.read()\n");
        live.awaitOut("closed the socket before it was told");
        client.finish();
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).isOne();
        assertThat(ended.err()).contains("observed: 1 closed");
        assertThat(ended.out()).contains("set on the socket of python3").contains("(observed)");
    }
}
