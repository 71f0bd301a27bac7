package dev.udpbounce.timeline;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.Kind;
import dev.udpbounce.timeline.SocketCall.Links;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Merges the calls of a traced program with the packets of its sockets, and tells of each error which call delivered it.
 *
 * <p>Calls come from one thread, packets as the sink of an {@link Analysis} from another; both nearly in the order of
 * time, each with a delay of its own. So everything waits until {@link #advance} says that nothing earlier can come.
 * A datagram belongs to the call between whose entry and exit it was seen; it is claimed before any call of that time is
 * asked what it delivers, so that a call on another thread may deliver the error.
 */
public final class StoryTeller implements EventSink {
    /** A packet may be stamped this long after the exit of its call. */
    private static final long CLAIM_SLACK_NS = 500_000;
    /** After this time every call that was under way beside a call has claimed its datagrams. */
    private static final long REPORT_SLACK_NS = 20_000_000;

    private static final long MEMORY_BYTES = 64 << 20;

    private final Timeline timeline;
    private final boolean all;
    private final boolean capturing;
    private final Agenda agenda = new Agenda();
    private final StorySums sums = new StorySums();
    private final Map<Long, SocketStory> sockets = new TreeMap<>();
    private final Claims claims = new Claims();
    private final List<Event> endings = new ArrayList<>();
    private Prefix latestPrefix = Prefix.NONE;
    private Summary packets = StorySums.NO_PACKETS;

    /**
     * @param all whether packets of other sockets are told as well
     * @param capturing whether packets will come, and not calls alone
     */
    public StoryTeller(List<? extends EventSink> sinks, boolean all, boolean capturing) {
        timeline = new Timeline(sinks, null, MEMORY_BYTES);
        this.all = all;
        this.capturing = capturing;
    }

    /** The trace begins: the instant that offsets count from. */
    public synchronized void start(long timeNs) throws IOException {
        sums.start(timeNs);
        timeline.begin(timeNs);
    }

    /** The settings for the {@link Analysis} that feeds this sink, by which the payloads become known. */
    public Analysis.Settings settings(Analysis.Settings users) {
        Predicate<Datagram> selection = users.selection();
        return new Analysis.Settings(
                users.expireNs(),
                users.memoryBytes(),
                Correlator.Follow.AT_ONCE,
                datagram -> {
                    latestPrefix = Prefix.of(datagram.octets(), datagram.payloadOffset(), datagram.payloadPresent());
                    return selection == null || selection.test(datagram);
                },
                users.packetLimit(),
                users.seed());
    }

    /** A call has returned. */
    public void call(SocketCall call) {
        if (!capturing) {
            agenda.at(call.exitNs(), () -> {
                socket(call).note(call);
                tell(call);
            });
            return;
        }
        agenda.at(call.exitNs(), () -> socket(call).note(call));
        if (call.kind() == Kind.SEND && !call.failed()) {
            agenda.at(call.exitNs() + CLAIM_SLACK_NS, () -> claim(call));
        }
        agenda.at(call.exitNs() + REPORT_SLACK_NS, () -> tell(call));
    }

    /** The last descriptor of a socket was closed, or its last process ended. */
    public void died(long socketId, long timeNs) {
        agenda.at(timeNs + (capturing ? REPORT_SLACK_NS : 0), () -> {
            SocketStory socket = sockets.get(socketId);
            if (socket != null) {
                socket.diedAt(timeNs);
            }
        });
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    /** They go into the summary of whatever it tells the story to. */
    @Override
    public boolean wantsOutcomes() {
        return true;
    }

    /** The first packet; offsets count from {@link #start}. */
    @Override
    public void event(Event event) {
        if (event instanceof Event.UdpSend send) {
            Prefix prefix = latestPrefix;
            agenda.at(event.timeNs(), () -> claims.seen(send.send(), prefix));
        } else if (event instanceof Event.IcmpError error) {
            // Its datagram was seen before it, and may be claimed only at the exit of a call that is still under way.
            agenda.at(event.timeNs() + CLAIM_SLACK_NS, () -> error(error.bounce()));
        } else {
            endings.add(event);
        }
    }

    /** All packets have been given; {@link #finish} ends the timeline. */
    @Override
    public synchronized void end(Summary summary) {
        packets = summary;
    }

    /** Tells what nothing earlier than {@code horizonNs} can change any more. */
    public synchronized void advance(long horizonNs) throws IOException {
        try {
            agenda.run(horizonNs);
            timeline.release(Long.MIN_VALUE);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Nothing more will be told, as an output has failed: forgets what waits, and all that comes.
     */
    public synchronized void abandon() {
        agenda.abandon();
    }

    /** What a trace comes to. */
    public record Ending(Summary summary, List<SocketVerdict> sockets) {}

    /** Ends the timeline, and answers what became of each socket. */
    public synchronized Ending finish() throws IOException {
        advance(Long.MAX_VALUE);
        Summary summary;
        try {
            claims.unclaimed(this::unclaimed);
            claims.errorsOfUnclaimed().forEach(this::unclaimedError);
            sockets.values().forEach(SocketStory::finish);
            endings.stream().filter(this::concerns).forEach(this::add);
            timeline.releaseAll();
            summary = summary();
            timeline.end(summary);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Ending(
                summary, sockets.values().stream().map(SocketStory::verdict).toList());
    }

    private SocketStory socket(SocketCall call) {
        return sockets.computeIfAbsent(call.socketId(), id -> new SocketStory(id, call.sender(), this::add));
    }

    private void claim(SocketCall call) {
        SocketStory socket = socket(call);
        for (SocketCall.Message message : call.sent()) {
            Claims.Seen seen = claims.claim(call, message, socket.local(), CLAIM_SLACK_NS);
            if (seen != null) {
                Flow flow = seen.send().flow();
                socket.sentFrom(new Endpoint(flow.source(), flow.sourcePort()), call);
                claims.errorsOf(seen).forEach(bounce -> ofSocket(socket, bounce, call.sender()));
            }
        }
    }

    private void tell(SocketCall call) {
        List<Long> sent = new ArrayList<>();
        for (Claims.Seen seen : claims.ofCall(call)) {
            sent.add(seen.send().frame());
            packet(seen, call.sender());
        }
        Links links = socket(call).call(call, List.copyOf(sent));
        claims.told(call);
        add(new Event.Syscall(call.linked(links)));
    }

    private void error(Bounce bounce) {
        Send cause = bounce.cause();
        Claims.Seen seen = cause == null ? null : claims.find(cause.frame());
        if (seen != null) {
            seen.bouncedBy(bounce.frame());
        }
        if (seen != null && seen.call() != null) {
            ofSocket(socket(seen.call()), bounce, seen.call().sender());
        } else if (seen != null) {
            claims.park(bounce);
        } else {
            ofQuote(bounce);
        }
    }

    /** Nobody has seen the datagram: a firewall of this host refused it, or the capture began after it. */
    private void ofQuote(Bounce bounce) {
        Flow flow = bounce.quoted().flow();
        for (SocketStory socket : sockets.values()) {
            if (socket.wasAt(flow.source(), flow.sourcePort())) {
                ofSocket(socket, bounce, socket.verdict().owner());
                return;
            }
        }
        unclaimedError(bounce);
    }

    private void ofSocket(SocketStory socket, Bounce bounce, Sender sender) {
        if (bounce.duplicateOf() != 0) {
            add(new Event.IcmpError(bounce));
        } else {
            socket.error(bounce, sender);
        }
    }

    private void packet(Claims.Seen seen, @Nullable Sender sender) {
        Outcome outcome = seen.errorFrame() == 0 ? Outcome.PENDING : Outcome.BOUNCED;
        add(new Event.UdpSend(seen.send(), outcome, seen.errorFrame(), 0, sender));
    }

    private void unclaimed(Claims.Seen seen) {
        if (all || ofKnownSocket(seen.send().flow())) {
            packet(seen, null);
        }
    }

    private void unclaimedError(Bounce bounce) {
        if (all || ofKnownSocket(bounce.quoted().flow())) {
            add(new Event.IcmpError(bounce));
        }
    }

    /** Whether a flow has an end at one of the sockets. */
    private boolean ofKnownSocket(Flow flow) {
        for (SocketStory socket : sockets.values()) {
            if (socket.wasAt(flow.source(), flow.sourcePort())
                    || socket.wasAt(flow.destination(), flow.destinationPort())) {
                return true;
            }
        }
        return false;
    }

    private boolean concerns(Event event) {
        return all
                || !(event instanceof Event.FlowSummary flow)
                || ofKnownSocket(flow.flow().flow());
    }

    private void add(Event event) {
        sums.count(event);
        timeline.add(event);
    }

    /** The sums of what was told; of the capture as a whole only what it lost, and how much it saw. */
    private Summary summary() {
        return sums.summary(packets, timeline.verdicts(), timeline.late());
    }
}
