// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import dev.udpbounce.render.encoding.Flush;
import java.io.IOException;
import java.io.OutputStream;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;

/** The cost of one event as a line of JSON: half of them datagrams, half the errors that answer them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class JsonWriterBenchmark {
    private static final int EVENTS = 1 << 16;

    /** The number of flows of the events. */
    @Param({"100", "100000"})
    public int flows;

    private final Event[] events = new Event[EVENTS];
    private JsonWriter writer;

    @Setup
    public void prepare() throws IOException {
        SplittableRandom random = new SplittableRandom(17);
        Origin origin = new Origin(0, "/var/captures/edge.pcap", null, 1, 262144, 6);
        for (int i = 0; i < EVENTS; i += 2) {
            Flow flow = flow(random.nextInt(flows));
            long timeNs = Samples.FIRST_NS + i * 100_000L;
            Send send = new Send(origin, i + 1, timeNs, flow, 100, i & 0xffff, 64, false, -1);
            events[i] = Samples.bounced(send, i + 2);
            events[i + 1] = new Event.IcmpError(new SampleBounce()
                    .at(origin, i + 2, timeNs + 13_000)
                    .quoting(flow)
                    .cause(send)
                    .build());
        }
        writer = new JsonWriter(OutputStream.nullOutputStream(), JsonWriter.Shape.LINES, Flush.WHEN_FULL);
        writer.begin(Samples.FIRST_NS);
    }

    private static Flow flow(int number) {
        return new Flow(
                Samples.ip4(10, number >> 16, (number >> 8) & 0xff, number & 0xff),
                40_000,
                Samples.ip4(192, 0, 2, number & 0xff),
                53);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void events() throws IOException {
        for (Event event : events) {
            writer.event(event);
        }
    }
}
