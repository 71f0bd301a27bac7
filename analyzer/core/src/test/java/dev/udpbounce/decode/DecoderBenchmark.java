// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per frame, from a direct buffer like that of a capture file reader. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecoderBenchmark {
    private static final int FRAMES = 4096;
    private static final Origin ORIGIN = new Origin(0, null, null, LinkType.EN10MB, 0, 9);

    /** Kind of the frames. Of 100 {@code mixed} ones, 70 are UDP, 2 port unreachable errors, and the rest TCP. */
    @Param({"udp4", "udp6", "mixed", "errors"})
    public String traffic;

    @Param({"false", "true"})
    public boolean errorsOnly;

    private final Frame frame = new Frame();
    private final Sum sum = new Sum();
    private final int[] offsets = new int[FRAMES + 1];
    private ByteBuffer octets = ByteBuffer.allocate(0);
    private Decoder decoder = new Decoder();

    @Setup
    public void forge() {
        Random random = new Random(20180417);
        byte[][] frames = new byte[FRAMES][];
        for (int i = 0; i < FRAMES; i++) {
            frames[i] = packet(random).get().ethernet();
            offsets[i + 1] = offsets[i] + frames[i].length;
        }
        octets = ByteBuffer.allocateDirect(offsets[FRAMES]);
        for (byte[] forged : frames) {
            octets.put(forged);
        }
        decoder = errorsOnly ? Decoder.errorsOnly() : new Decoder();
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long decode() {
        for (int i = 0; i < FRAMES; i++) {
            int length = offsets[i + 1] - offsets[i];
            frame.wrap(octets, offsets[i], length, length, i, i + 1, ORIGIN);
            decoder.decode(frame, sum);
        }
        return sum.total;
    }

    private Supplier<Packet> packet(Random random) {
        String client = "192.0.2." + random.nextInt(256);
        int port = 1024 + random.nextInt(60000);
        UdpForge udp4 = Packets.udp4(client, port, "198.51.100.7", 4000).payloadOfSize(20 + random.nextInt(60));
        int dice = random.nextInt(100);
        return () -> switch (traffic) {
            case "udp4" -> udp4;
            case "udp6" ->
                Packets.udp6("2001:db8::1", port, "2001:db8::2", 4000).payloadOfSize(40);
            case "errors" -> Packets.portUnreachable(udp4);
            default ->
                dice < 70
                        ? udp4
                        : dice < 72
                                ? Packets.portUnreachable(udp4)
                                : Packets.ip4(client, "198.51.100.8", 6).payload(new byte[60]);
        };
    }

    /** Reads the fields that a correlator reads. */
    private static final class Sum implements PacketHandler {
        private long total;

        @Override
        public void onDatagram(Datagram datagram) {
            total += datagram.sourceLow()
                    + datagram.destinationLow()
                    + datagram.sourcePort()
                    + datagram.destinationPort()
                    + datagram.udpLength()
                    + datagram.payloadPresent();
        }

        @Override
        public void onIcmpError(IcmpError error) {
            total += error.type();
            onDatagram(error.quote());
        }
    }
}
