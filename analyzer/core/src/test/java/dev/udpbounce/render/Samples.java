package dev.udpbounce.render;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Delays;
import dev.udpbounce.correlate.DestinationRecord;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.FlowRecord;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Sender;
import dev.udpbounce.timeline.Summary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Events made by hand. The first ones are those of 17 April 2018: three bytes to a port where nobody listens. */
final class Samples {
    static final Origin FILE = new Origin(0, "one.pcap", null, 1, 262144, 6);
    static final Origin OTHER_FILE = new Origin(1, "two.pcapng", "eth0", 1, 262144, 9);
    static final Origin LIVE = new Origin(2, null, "lo", 1, 262144, 9);

    static final IpAddress LOOPBACK = ip4(127, 0, 0, 1);
    static final IpAddress CLIENT6 = ip6(0x20010db8_00010002L, 0x0003000400050006L);
    static final IpAddress SERVER6 = ip6(0x20010db8_00000000L, 1);
    static final IpAddress ROUTER = ip4(203, 0, 113, 9);

    static final Flow FLOW = new Flow(LOOPBACK, 45117, LOOPBACK, 1060);
    static final Flow FLOW6 = new Flow(CLIENT6, 45117, SERVER6, 53);
    static final Flow FAR_FLOW = new Flow(ip4(192, 168, 100, 200), 45117, ip4(198, 51, 100, 7), 33434);

    static final long FIRST_NS = ns("2018-04-17T01:39:58.454346Z");
    static final Send SEND = new Send(FILE, 1, FIRST_NS, FLOW, 3, 1043, 64, false, -1);

    static final Sender SENDER = new Sender(4711, 4712, "python3", 1000, 98765, 3);

    private Samples() {}

    static IpAddress ip4(int a, int b, int c, int d) {
        return new IpAddress(4, 0, ((long) a << 24) | (b << 16) | (c << 8) | d);
    }

    static IpAddress ip6(long high, long low) {
        return new IpAddress(6, high, low);
    }

    static long ns(String instant) {
        Instant parsed = Instant.parse(instant);
        return parsed.getEpochSecond() * 1_000_000_000L + parsed.getNano();
    }

    /** {@link #SEND} again as another frame, that many microseconds later. */
    static Send sendLater(long frame, long microseconds) {
        return new Send(FILE, frame, FIRST_NS + microseconds * 1000, FLOW, 3, 1043, 64, false, -1);
    }

    static Event bounced(Send send, long errorFrame) {
        return new Event.UdpSend(send, Outcome.BOUNCED, errorFrame, 0);
    }

    /** The two events of the first experiment. */
    static List<Event> experiment() {
        return List.of(bounced(SEND, 2), new Event.IcmpError(new SampleBounce().build()));
    }

    static Delays delays(long... delaysNs) {
        Delays delays = new Delays();
        for (long delay : delaysNs) {
            delays.add(delay);
        }
        return delays;
    }

    static FlowRecord flowRecord() {
        return new FlowRecord(
                FLOW, FIRST_NS, FIRST_NS + 5_000_000, 7, 4, 1, 1, 1, delays(13_000, 14_000, 15_000, 90_000));
    }

    static CaptureReport report(String name) {
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

    static Event capture(CaptureReport report) {
        return new Event.CaptureSummary(report, new TreeMap<>(Map.of("CAN_SOCKETCAN", 4L)), FIRST_NS + 13_000);
    }

    static DestinationRecord destination() {
        return new DestinationRecord(LOOPBACK, 1060, 1, 1, 1, 0, 0, 0, FIRST_NS, 3, 3, delays(13_000));
    }

    static Summary summary(DestinationRecord... destinations) {
        return summaryUntil(FIRST_NS + 13_000, destinations);
    }

    static Summary summaryUntil(long lastNs, DestinationRecord... destinations) {
        return summary(lastNs, 2, 1, new TreeMap<>(), 0, List.of(destinations));
    }

    static Summary nothing() {
        return summary(0, 0, 0, new TreeMap<>(), -1, List.of());
    }

    static Summary summary(
            long lastNs,
            long packets,
            long exact,
            SortedMap<String, Long> malformed,
            long dropped,
            List<DestinationRecord> rows) {
        return summary(lastNs, packets, exact, malformed, dropped, rows, 0);
    }

    static Summary summary(
            long lastNs,
            long packets,
            long exact,
            SortedMap<String, Long> malformed,
            long dropped,
            List<DestinationRecord> rows,
            long elsewhere) {
        return new Summary(
                packets == 0 ? 0 : FIRST_NS,
                lastNs,
                packets,
                118,
                1,
                0,
                0,
                exact,
                0,
                exact,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Map.of(Outcome.BOUNCED, 1L),
                Map.of(),
                malformed,
                dropped,
                0,
                rows,
                elsewhere,
                0,
                0);
    }

    /** What a sink makes of events that begin with the first experiment. */
    static String write(Function<OutputStream, EventSink> sink, List<Event> events, Summary summary)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventSink writer = sink.apply(out);
        if (summary.packets() > 0) {
            writer.begin(FIRST_NS);
        }
        for (Event event : events) {
            writer.event(event);
        }
        writer.end(summary);
        return out.toString(StandardCharsets.UTF_8);
    }
}
