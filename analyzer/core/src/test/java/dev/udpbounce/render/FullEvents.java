// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.BounceRow;
import dev.udpbounce.event.BounceTable;
import dev.udpbounce.event.Container;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Precedents;
import dev.udpbounce.event.Prefix;
import dev.udpbounce.event.ProcessDetails;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Found;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Translation;
import dev.udpbounce.event.Unsent;
import dev.udpbounce.icmp.IcmpTable;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Events that together have every field of the timeline. */
public final class FullEvents {
    private static final SocketOwner OWNER = new SocketOwner(
            4711, 4712, "python3", 1000, 98765, 3, 2, new Container("0123456789abcdef", "docker", "web"));

    private static final Origin ORIGIN = new Origin(0, 0, "one.pcapng", "eth0", 1, 262144, 9, null, "web");
    private static final Origin OTHER = new Origin(2, 2, "two.pcapng", "eth1", 1, 262144, 9, null, "db");
    private static final Translation TRANSLATION = new Translation(
            Samples.FLOW,
            Translation.Certainty.EXACT,
            EnumSet.of(Translation.Sign.DESTINATION, Translation.Sign.IP_ID));
    private static final Endpoint LOCAL = new Endpoint(Samples.LOOPBACK, 45117);
    private static final Endpoint PEER = new Endpoint(Samples.LOOPBACK, 1060);

    private FullEvents() {}

    public static List<Event> events() {
        return List.of(
                send(Outcome.BOUNCED, 2, 0),
                send(Outcome.ANSWERED, 0, 3),
                error(new BounceRecord.Attribution(
                        Match.AMBIGUOUS,
                        EnumSet.of(Evidence.TUPLE, Evidence.LENGTH),
                        cause(),
                        2,
                        List.of(1L, 3L),
                        null,
                        4,
                        true,
                        new SendSighting(Samples.OTHER_FILE, 7, Samples.FIRST_NS, true, TRANSLATION),
                        List.of(Samples.OTHER_FILE, ORIGIN),
                        Samples.OTHER_FILE,
                        new Precedents(
                                new SendSighting(Samples.OTHER_FILE, 5, Samples.FIRST_NS, true),
                                new SendSighting(Samples.OTHER_FILE, 6, Samples.FIRST_NS, true)))),
                error(new BounceRecord.Attribution(
                        Match.ORPHAN,
                        EnumSet.noneOf(Evidence.class),
                        null,
                        0,
                        List.of(),
                        OrphanReason.UNSEEN,
                        0,
                        false)),
                new Event.IcmpError(new SampleBounce()
                        .at(new Origin(9, 9, "mac.pcapng", null, 1, 0, 6, "macOS 14.1"), 2, Samples.FIRST_NS)
                        .build()),
                call(Kind.SEND, List.of(message(500)), Found.QUEUE),
                call(Kind.SEND, List.of(message(0), message(0)), Found.QUEUE),
                delivery(),
                new Event.FlowSummary(Samples.flowRecord()),
                capture(false),
                capture(true));
    }

    public static Summary summary() {
        return new Summary(
                new Summary.Traffic(Samples.FIRST_NS, Samples.FIRST_NS + 9, 10, 11, 2),
                new Summary.Sends(1, 2, 3, 4, 5, Map.of(Outcome.BOUNCED, 1L), counts(Unsent.Why.class)),
                new Summary.Errors(
                        1,
                        Map.of(Match.EXACT, 1L),
                        1,
                        1,
                        Map.of(Fate.Verdict.TOLD, 1L),
                        counts(ObservedDelivery.By.class),
                        1),
                new Summary.Decoding(1, 1, new TreeMap<>(Map.of("IP header", 1L)), 1),
                new Summary.Losses(1, 1, 1, 1, 1, new Summary.Trace(1, 1, 1)),
                List.of(),
                new Summary.Shown(1, 1, 1, 1, new Summary.LeftOut(1, 2, 3, 4, 5)),
                new BounceTable.Sums(
                        List.of(new BounceRow(
                                OWNER,
                                Samples.LOOPBACK,
                                1060,
                                IcmpTable.of(4, 3, 3),
                                9,
                                8,
                                7,
                                new BounceRow.Known(6, 5),
                                new BounceRow.Known(4, 3),
                                2,
                                1,
                                OptionalLong.of(Samples.FIRST_NS))),
                        1,
                        2,
                        3));
    }

    private static <E extends Enum<E>> Map<E, Long> counts(Class<E> type) {
        TreeMap<E, Long> counts = new TreeMap<>();
        for (E constant : type.getEnumConstants()) {
            counts.put(constant, 1L);
        }
        return counts;
    }

    private static Send cause() {
        Flow behind = new Flow(Samples.ROUTER, 45117, Samples.FLOW.destination(), Samples.FLOW.destinationPort());
        return new Send(Samples.OTHER_FILE, 1, Samples.FIRST_NS, behind, 3, 1043, 64, false, -1, 2, null);
    }

    private static Event send(Outcome outcome, long errorFrame, long replyFrame) {
        Send send = new Send(
                ORIGIN,
                1,
                Samples.FIRST_NS,
                Samples.FLOW,
                3,
                1043,
                64,
                true,
                12,
                1,
                "why, \"this\"?",
                List.of(new SendSighting(OTHER, 5, Samples.FIRST_NS, true, TRANSLATION)),
                true);
        return new Event.UdpSend(send, outcome, errorFrame, replyFrame, OWNER, Prefix.NONE, Samples.OTHER_FILE);
    }

    private static Event error(BounceRecord.Attribution attribution) {
        Fate fate = new Fate(
                Fate.Verdict.UNKNOWN,
                Fate.Basis.CALLS,
                OWNER,
                Fate.Story.COALESCED,
                List.of(5L, 6L),
                61_000,
                Fate.Teller.RECEIVE,
                true,
                Fate.Doubt.TOO_MANY);
        return new Event.IcmpError(
                new BounceRecord(
                        new BounceRecord.Sighting(ORIGIN, 2, Samples.FIRST_NS + 13_000, 12, 1, "here", true),
                        new BounceRecord.Icmp(
                                Samples.ROUTER,
                                Samples.FAR_FLOW.source(),
                                3,
                                4,
                                1400,
                                List.of(new Extension(1, 1, HexFormat.of().parseHex("03e80701"))),
                                Reporter.ROUTER),
                        new Quoted(Samples.FLOW, 1043, 64, 11, 0xfe1e, 3, true),
                        attribution),
                fate);
    }

    private static Message message(int segment) {
        return new Message(PEER, 1000, Prefix.NONE, segment);
    }

    private static Event call(Kind kind, List<Message> messages, Found found) {
        ExtendedError extended = new ExtendedError(90, ExtendedError.ICMP, 3, 4, 1400, Samples.ROUTER, 3);
        return new Event.Syscall(new SocketCall(
                new SocketCall.Request("sendto", kind, Samples.FIRST_NS, PEER, "MSG_ERRQUEUE", messages),
                new SocketCall.Answer(Samples.FIRST_NS + 61_000, -1, 111, 90, extended),
                OWNER,
                1,
                new SocketState(PEER, true, true, LOCAL, true, true, 1400),
                new Links(
                        List.of(1L, 2L),
                        List.of(3L, 4L),
                        new Endpoint(Samples.LOOPBACK, 999),
                        61_000,
                        true,
                        new Unsent(Unsent.Why.PENDING_ERROR, false, 1400, 2),
                        found)));
    }

    private static Event delivery() {
        return new Event.Delivery(new ObservedDelivery(
                Samples.FIRST_NS + 61_000,
                ObservedDelivery.By.SEND,
                111,
                new ObservedDelivery.Errors(4, 3, List.of(2L, 3L), 61_000),
                true,
                LOCAL,
                PEER,
                OWNER,
                new ProcessDetails("python3 client.py", 4026531840L)));
    }

    private static Event capture(boolean live) {
        CaptureReport report = new CaptureReport(
                live ? "eth0" : "one.pcapng",
                live,
                live ? "live" : "pcapng",
                List.of(1, 113),
                9,
                262144,
                2,
                118,
                1,
                1,
                List.of(new Damage("one.pcapng", 158, 3, "the record is cut", true)),
                List.of("odd"),
                List.of("from the lab"),
                List.of("Linux 6.18"));
        return new Event.CaptureSummary(report, new TreeMap<>(Map.of("CAN_SOCKETCAN", 4L)), Samples.FIRST_NS + 13_000);
    }
}
