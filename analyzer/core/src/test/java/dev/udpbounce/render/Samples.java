// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Delays;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.DestinationRecord.Refusal;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Summary.Decoding;
import dev.udpbounce.event.Summary.Errors;
import dev.udpbounce.event.Summary.Losses;
import dev.udpbounce.event.Summary.Sends;
import dev.udpbounce.event.Summary.Traffic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Handmade events. The first ones are those of 17 April 2018: three bytes to a port where nobody listens. */
public final class Samples {
    public static final Origin FILE = new Origin(0, "one.pcap", null, 1, 262144, 6);
    public static final Origin OTHER_FILE = new Origin(1, "two.pcapng", "eth0", 1, 262144, 9);
    public static final Origin LIVE = new Origin(2, null, "lo", 1, 262144, 9);

    public static final IpAddress LOOPBACK = ip4(127, 0, 0, 1);
    public static final IpAddress CLIENT6 = ip6(0x20010db8_00010002L, 0x0003000400050006L);
    public static final IpAddress SERVER6 = ip6(0x20010db8_00000000L, 1);
    public static final IpAddress ROUTER = ip4(203, 0, 113, 9);

    public static final Flow FLOW = new Flow(LOOPBACK, 45117, LOOPBACK, 1060);
    public static final Flow FLOW6 = new Flow(CLIENT6, 45117, SERVER6, 53);
    public static final Flow FAR_FLOW = new Flow(ip4(192, 168, 100, 200), 45117, ip4(198, 51, 100, 7), 33434);

    public static final long FIRST_NS = ns("2018-04-17T01:39:58.454346Z");
    public static final Send SEND = new Send(FILE, 1, FIRST_NS, FLOW, 3, 1043, 64, false, -1);

    public static final SocketOwner SENDER = new SocketOwner(4711, 4712, "python3", 1000, 98765, 3);

    private Samples() {}

    public static IpAddress ip4(int a, int b, int c, int d) {
        return new IpAddress(4, 0, ((long) a << 24) | (b << 16) | (c << 8) | d);
    }

    static IpAddress ip6(long high, long low) {
        return new IpAddress(6, high, low);
    }

    public static long ns(String instant) {
        Instant parsed = Instant.parse(instant);
        return parsed.getEpochSecond() * 1_000_000_000L + parsed.getNano();
    }

    /** Returns {@link #SEND} in another frame, that many microseconds later. */
    public static Send sendLater(long frame, long microseconds) {
        return new Send(FILE, frame, FIRST_NS + microseconds * 1000, FLOW, 3, 1043, 64, false, -1);
    }

    public static Event bounced(Send send, long errorFrame) {
        return new Event.UdpSend(send, Outcome.BOUNCED, errorFrame, 0);
    }

    /** Returns the two events of the first experiment. */
    public static List<Event> experiment() {
        return List.of(bounced(SEND, 2), new Event.IcmpError(new SampleBounce().build()));
    }

    public static Delays delays(long... delaysNs) {
        Delays delays = new Delays();
        for (long delay : delaysNs) {
            delays.add(delay);
        }
        return delays;
    }

    public static FlowRecord flowRecord() {
        return new FlowRecord(
                FLOW,
                OptionalLong.of(FIRST_NS),
                OptionalLong.of(FIRST_NS + 5_000_000),
                7,
                4,
                1,
                1,
                1,
                delays(13_000, 14_000, 15_000, 90_000));
    }

    public static CaptureReport report(String name) {
        return new CaptureReport(
                name,
                false,
                "pcap",
                List.of(1),
                6,
                262144,
                2,
                118,
                -1,
                -1,
                List.of(new Damage(name, 158, 3, "the record is cut", true)),
                List.of("captured length 70000 is beyond the snapshot length 65535"));
    }

    public static Event capture(CaptureReport report) {
        return new Event.CaptureSummary(report, new TreeMap<>(Map.of("CAN_SOCKETCAN", 4L)), FIRST_NS + 13_000);
    }

    public static DestinationRecord destination() {
        return destination(LOOPBACK, 1060, new DestinationRecord.Sends(1, 1, 0, 0), 3, 3, 13_000);
    }

    /** Returns a destination that answered nothing and reported its errors itself. */
    public static DestinationRecord destination(
            IpAddress address, int port, DestinationRecord.Sends sends, int type, int code, long... delays) {
        Refusal refusal = new Refusal(Set.of(Reporter.DESTINATION), null, false, Set.of());
        return new DestinationRecord(
                address,
                port,
                sends,
                new DestinationRecord.Errors(1, 0, OptionalLong.of(FIRST_NS), type, code, false, refusal),
                delays(delays));
    }

    public static Summary summary(DestinationRecord... destinations) {
        return summaryUntil(FIRST_NS + 13_000, destinations);
    }

    public static Summary summaryUntil(long lastNs, DestinationRecord... destinations) {
        return summary(lastNs, 2, 1, new TreeMap<>(), 0, List.of(destinations));
    }

    public static Summary nothing() {
        return summary(0, 0, 0, new TreeMap<>(), -1, List.of());
    }

    public static Summary summary(
            long lastNs,
            long packets,
            long exact,
            SortedMap<String, Long> malformed,
            long dropped,
            List<DestinationRecord> rows) {
        return summary(lastNs, packets, exact, malformed, dropped, rows, 0);
    }

    public static Summary summary(
            long lastNs,
            long packets,
            long exact,
            SortedMap<String, Long> malformed,
            long dropped,
            List<DestinationRecord> rows,
            long elsewhere) {
        return new Summary(
                new Traffic(packets == 0 ? 0 : FIRST_NS, lastNs, packets, 118, 0),
                new Sends(1, 0, 0, 0, 0, Map.of(Outcome.BOUNCED, 1L), Map.of()),
                new Errors(exact, Map.of(Match.EXACT, exact), 0, 0, Map.of(), Map.of(), 0),
                new Decoding(0, 0, malformed, 0),
                new Losses(dropped, 0, elsewhere, 0, 0, Summary.Trace.NONE),
                rows);
    }

    /** Returns the output of a sink for events that begin with the first experiment. */
    public static String write(Function<OutputStream, EventSink> sink, List<Event> events, Summary summary)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventSink writer = sink.apply(out);
        if (summary.traffic().packets() > 0) {
            writer.begin(FIRST_NS);
        }
        for (Event event : events) {
            writer.event(event);
        }
        writer.end(summary);
        return out.toString(StandardCharsets.UTF_8);
    }
}
