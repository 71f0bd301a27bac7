// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per record of 60 to 120 octets, from a file in the page cache to a frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReaderBenchmark {
    private static final int RECORDS = 1 << 18;

    @Param({"pcap", "pcapng"})
    public String format;

    private Path file = Path.of("");

    @Setup
    public void forge() throws IOException {
        Random random = new Random(20180417);
        PcapForge pcap = PcapForge.micros();
        PcapngForge pcapng = PcapngForge.littleEndian().iface(LinkType.EN10MB, 0);
        for (int i = 0; i < RECORDS; i++) {
            byte[] frame = new byte[60 + random.nextInt(61)];
            pcap.record(i * 1_000_000L, frame);
            pcapng.enhanced(0, i * 1_000L, frame);
        }
        file = Files.createTempFile("reader", "." + format);
        Files.write(file, format.equals("pcap") ? pcap.bytes() : pcapng.bytes());
    }

    @TearDown
    public void remove() throws IOException {
        Files.delete(file);
    }

    /** Single frames, as with a selection. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long frames() {
        try (Inputs inputs = Inputs.open(List.of(file.toString()));
                FrameSource frames = inputs.readable().get(0).frames()) {
            Frame frame = new Frame();
            long sum = 0;
            while (frames.next(frame)) {
                sum += frame.timeNs() + frame.capturedLength();
            }
            return sum;
        }
    }

    /** Batches, as for the fast path. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long batches() {
        try (Inputs inputs = Inputs.open(List.of(file.toString()));
                FrameSource frames = inputs.readable().get(0).frames()) {
            FrameBatch batch = new FrameBatch();
            long sum = 0;
            while (frames.nextBatch(batch, FrameBatch.CAPACITY)) {
                for (int i = 0; i < batch.size(); i++) {
                    sum += batch.timesNs()[i] + batch.capturedLengths()[i];
                }
            }
            return sum;
        }
    }
}
