// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Processes a datagram that does not bounce, from its frame to its place in the full ring of waiting sends. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CorrelatorBenchmark {
    private static final int SOURCE_ADDRESS = 12;
    private static final int SOURCE_PORT = 20;

    /** Number of flows, which take turns. */
    @Param({"1000", "100000"})
    int flows;

    private final Frame frame = new Frame();
    private final Decoder decoder = new Decoder();
    private final Origin origin = new Origin(0, "benchmark", null, 101, 0, 9);
    private final ByteBuffer octets = ByteBuffer.wrap(
            Packets.udp4("10.0.0.1", 1, "10.9.9.9", 53).payloadOfSize(64).bytes());
    private Correlator correlator;
    private int turn;
    private long number;

    @Setup
    public void fill() {
        correlator = new Correlator(new CorrelationSettings(60_000_000_000L, 64 << 20, Follow.BOUNCED, 1), new Lab());
        for (int i = 0; i < 1_000_000; i++) {
            datagram();
        }
    }

    @Benchmark
    public void datagram() {
        turn = turn + 1 < flows ? turn + 1 : 0;
        octets.putInt(SOURCE_ADDRESS, 0x0a000000 + (turn >>> 15));
        octets.putShort(SOURCE_PORT, (short) (turn & 0x7fff));
        int length = octets.capacity();
        frame.wrap(octets, 0, length, length, number, ++number, origin);
        correlator.at(frame);
        decoder.decode(frame, correlator);
    }
}
