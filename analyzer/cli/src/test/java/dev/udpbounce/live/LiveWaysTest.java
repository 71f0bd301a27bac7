// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.sys.LiveMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same traffic, captured by the kernel's ring and by libpcap at the same time. */
@Tag("live")
class LiveWaysTest {
    private static final int BUFFER = 1 << 22;
    private static final int SNAP_LENGTH = 262_144;

    /** Datagrams to closed ports, answered by errors, of both versions of IP, and a long one in fragments. */
    private static final String CONVERSATION = """
            import socket
            v4 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            v6 = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            for i in range(200):
                v4.sendto(b'%%d' %% i, ('%s', 2000 + i))
                v6.sendto(b'%%d' %% i, ('::1', 3000 + i))
            v4.sendto(bytes(60000), ('%s', 1999))
            """;

    /** Sends datagrams to ports 53 and 54 behind no, one and two tags, as frames. */
    private static final String TAGGED = """
            import socket, struct
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            s.bind(('%s', 0))
            port = 4000
            for tags in ('', '81002014', '8100001481000015', '88a8001481000015'):
                for to in (53, 54):
                    port += 1
                    ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 31, port, 0, 64, 17, 0,
                        socket.inet_aton('10.1.0.%d'), socket.inet_aton('10.1.0.%d'))
                    udp = struct.pack('!HHHH', port, to, 11, 0) + b'abc'
                    s.send(b'\\xff' * 6 + b'\\2' * 6 + bytes.fromhex(tags) + b'\\x08\\0' + ip + udp)
            """;

    @TempDir
    private Path folder;

    private LiveLab lab;

    /** A frame with its two lengths. */
    private record Captured(long timeNs, long wireLength, String octets) {}

    /** A capture, the thread that runs it, and what it has found. */
    private static final class Running {
        private final CaptureHandle handle;
        private final PacketRing ring = new PacketRing(1 << 24, new Doorbell());
        private final Arrivals arrivals;
        private final Thread thread;
        private final List<Captured> found = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();

        Running(CaptureHandle handle, String name) {
            this.handle = handle;
            arrivals = new Arrivals(name, handle.isLoopbackTwice());
            arrivals.begin();
            Intake intake = new Intake(ring, arrivals);
            thread = new Thread(() -> {
                try {
                    handle.loop(intake);
                } catch (CaptureException e) {
                    faults.add(e.getMessage());
                }
            });
            thread.start();
        }

        /** Returns whether all packets have arrived that the kernel has counted. */
        boolean hasAll() throws InterruptedException {
            try {
                CaptureHandle.KernelCounts counts = Objects.requireNonNull(handle.counts());
                return arrivals.all() + arrivals.ofTwice() >= counts.received() - counts.dropped();
            } catch (CaptureException e) {
                throw new IllegalStateException(e);
            }
        }

        void end() throws InterruptedException {
            handle.breakLoop();
            thread.join();
            handle.close();
            Frame frame = new Frame();
            while (ring.ready()) {
                ring.wrap(frame, 1, new Origin(0, null, "x", handle.linkType(), SNAP_LENGTH, 9));
                byte[] octets = new byte[frame.capturedLength()];
                frame.octets().get(frame.offset(), octets);
                found.add(new Captured(
                        frame.timeNs(), frame.wireLength(), HexFormat.of().formatHex(octets)));
                ring.release();
            }
        }
    }

    /** One capture by each way. */
    private record Both(Running ring, Running libpcap) {
        void end() throws Exception {
            LiveLab.until(() -> ring.hasAll() && libpcap.hasAll());
            ring.end();
            libpcap.end();
            assertThat(ring.faults).isEmpty();
            assertThat(libpcap.faults).isEmpty();
        }
    }

    @BeforeEach
    void openLab() throws Exception {
        LiveMachine.needsRoot();
        lab = LiveLab.open(folder);
    }

    @AfterEach
    void closeLab() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    /** Connects the first namespace by its a0 with b0 in another one, whose name is returned. */
    private String pair() throws Exception {
        String other = lab.namespace();
        for (String namespace : List.of(lab.home(), other)) {
            // No neighbor discovery, which may come after one capture has begun and before the other.
            lab.in(namespace, "sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6");
        }
        lab.join(lab.home(), "a0", "10.1.0.1/24", other, "b0", "10.1.0.2/24");
        return other;
    }

    private Both open(String namespace, CaptureOptions options) throws Exception {
        String name = options.interfaces().get(0);
        try (NetworkNamespace inside = NetworkNamespace.open(namespace, Path.of("/run/netns", namespace))) {
            return inside.call(() -> {
                CapturedNetwork network = CapturedNetwork.open(namespace);
                try {
                    Running libpcap = new Running(PcapCapture.open(name, network, options), name);
                    Running ring = new Running(Objects.requireNonNull(RingCapture.open(name, options), name), name);
                    return new Both(ring, libpcap);
                } finally {
                    network.close();
                }
            });
        }
    }

    private static CaptureOptions options(String name, int snapLength, @Nullable String expression) {
        return new CaptureOptions(List.of(name), snapLength, BUFFER, true, expression);
    }

    @ParameterizedTest
    @CsvSource({
        "lo, 262144,",
        "lo, 60,",
        "lo, 262144, udp[8] = 0x31",
        "any, 262144,",
        "any, 60,",
        "any, 1,",
        "any, 262144, udp portrange 2010-2020",
        "a0, 262144,"
    })
    void theFramesAreTheSame(String name, int snapLength, String expression) throws Exception {
        pair();
        String host = name.equals("lo") ? "127.0.0.1" : "10.1.0.2";
        Both both = open(lab.home(), options(name, snapLength, expression));
        lab.python(CONVERSATION.formatted(host, host));
        both.end();

        assertThat(both.ring().found).isNotEmpty().isEqualTo(both.libpcap().found);
    }

    @ParameterizedTest
    @CsvSource({"udp,", "udp, out", "udp port 53,", "udp port 53, out", "vlan 20 and udp port 53,", "vlan 20, out"})
    void theFramesWithTagsAreTheSameOnAnEthernetInterface(String expression, String way) throws Exception {
        String other = pair();
        Both both = open(lab.home(), options("a0", SNAP_LENGTH, expression));
        boolean out = way != null;
        lab.in(out ? lab.home() : other, "python3", "-c", TAGGED.formatted(out ? "a0" : "b0", 2, 1));
        both.end();

        List<String> ring = octets(both.ring());
        assertThat(ring.stream().filter(frame -> frame.contains("616263"))).isNotEmpty();
        assertThat(both.ring().found).isEqualTo(both.libpcap().found);
    }

    private static List<String> octets(Running running) {
        return running.found.stream().map(Captured::octets).toList();
    }

    /** libpcap leaves out the first tag here, and does not see what is behind the second. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void tagsArePutBackOnAllInterfaces(boolean out) throws Exception {
        String other = pair();
        Both both = open(lab.home(), options("any", SNAP_LENGTH, "udp port 53"));
        lab.in(out ? lab.home() : other, "python3", "-c", TAGGED.formatted(out ? "a0" : "b0", 2, 1));
        both.end();

        List<String> protocols = octets(both.ring()).stream()
                .filter(frame -> frame.contains("616263"))
                .map(frame -> frame.substring(0, 4) + frame.substring(40, frame.indexOf("4500001f")))
                .toList();
        assertThat(protocols)
                .containsExactly("0800", "8100" + "20140800", "8100" + "0014810000150800", "88a8" + "0014810000150800");
    }

    @Test
    void whatIsDroppedIsCountedByBothAsWhatDidNotArrive() throws Exception {
        Both both = open(lab.home(), options("lo", SNAP_LENGTH, "dst port 1060"));
        lab.python(LiveLab.settled("""
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(5000): s.sendto(b'x', ('127.0.0.1', 1060))
                """));
        LiveLab.until(both.ring()::hasAll);
        CaptureHandle.KernelCounts counts =
                Objects.requireNonNull(both.ring().handle.counts());
        both.end();

        assertThat(counts.received() - counts.dropped())
                .isEqualTo(both.ring().found.size());
        assertThat(counts.received()).as("5000 datagrams and as many errors").isEqualTo(10_000);
    }

    @Test
    void anInterfaceThatIsRemovedEndsTheCapture() throws Exception {
        pair();
        Both both = open(lab.home(), options("a0", SNAP_LENGTH, null));
        lab.in(lab.home(), "ip", "link", "del", "a0");
        both.ring().thread.join();
        both.libpcap().thread.join();

        assertThat(both.ring().faults).hasSize(1).isEqualTo(both.libpcap().faults);
    }

    @Test
    void anInterfaceThatIsDownOrAbsentIsLeftToLibpcap() throws Exception {
        pair();
        lab.in(lab.home(), "ip", "link", "set", "a0", "down");
        lab.in(lab.home(), "ip", "tuntap", "add", "t0", "mode", "tun");
        lab.in(lab.home(), "ip", "link", "set", "t0", "up");
        try (NetworkNamespace inside = NetworkNamespace.open("x", Path.of("/run/netns", lab.home()))) {
            for (String name : List.of("a0", "nosuch0", "t0")) {
                assertThat(inside.call(() -> RingCapture.open(name, options(name, SNAP_LENGTH, null)) == null))
                        .as(name)
                        .isTrue();
            }
        }
    }
}
