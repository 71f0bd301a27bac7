package dev.udpbounce.timeline;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.timeline.Fate.Story;
import dev.udpbounce.timeline.Fate.Verdict;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.Kind;
import dev.udpbounce.timeline.SocketCall.Links;
import dev.udpbounce.timeline.SocketCall.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel keeps of one socket, retold from its calls and its errors: a pending error, which is one slot
 * ({@code sk_err}), and with IP_RECVERR a queue of errors ({@code sk_error_queue}).
 */
final class SocketStory {
    private static final int MOST_PEERS = 8;
    private static final int MOST_LOCALS = 1024;
    private static final int MOST_CHANGES = 64;
    private static final int ECONNREFUSED = 111;

    /** The state that a socket was in from some time on. */
    private record Change(long fromNs, State state) {}

    private final long id;
    private final Consumer<Event> out;
    private final Deque<Change> changes = new ArrayDeque<>();
    private final ErrorSlots slots = new ErrorSlots();
    private final List<Endpoint> peers = new ArrayList<>();
    private final Set<Endpoint> locals = new LinkedHashSet<>();
    private final List<Endpoint> peersSinceReport = new ArrayList<>();
    private final Tally<Story> errors = new Tally<>(Story.class);
    private Sender owner;
    private @Nullable Endpoint local;
    private long disconnectedNs = Long.MIN_VALUE;
    private long diedNs = Long.MAX_VALUE;
    private long sends;
    private long lostSends;
    private long staleReports;
    private long errorsReported;
    private long softErrors;
    private boolean everConnected;
    private boolean everRecverr;

    SocketStory(long id, Sender owner, Consumer<Event> out) {
        this.id = id;
        this.owner = owner;
        this.out = out;
    }

    /** The address that its datagrams come from, where a datagram or a call told it. */
    @Nullable
    Endpoint local() {
        return local;
    }

    /** A datagram of a call was seen. */
    void sentFrom(Endpoint source, SocketCall call) {
        if (call.entryNs() >= disconnectedNs) {
            local = source;
        }
        rememberLocal(source);
    }

    private void rememberLocal(Endpoint address) {
        if (locals.size() < MOST_LOCALS) {
            locals.add(address);
        }
    }

    /** Whether it ever was at this address and port, as far as that is known. */
    boolean wasAt(IpAddress address, int port) {
        for (Endpoint each : locals) {
            IpAddress bound = onWire(each.address());
            boolean any = bound.high() == 0 && bound.low() == 0;
            if (each.port() == port && (any || bound.equals(address))) {
                return true;
            }
        }
        return false;
    }

    void diedAt(long timeNs) {
        diedNs = timeNs;
    }

    /** A call of the program, in the order of their exits; returns what it hangs together with. */
    Links call(SocketCall call, List<Long> sent) {
        owner = call.sender();
        diedNs = Long.MAX_VALUE;
        if (call.swallowsError()) {
            swallow(call);
        }
        Links links = call.reported() == 0 || call.kind() == Kind.POLL ? Links.NONE : report(call);
        if (call.kind() == Kind.SEND) {
            countSend(call, links.transmitted());
        }
        return new Links(sent, links.reports(), links.staleFrom(), links.toldAfterNs(), links.transmitted());
    }

    /** The pending error is gone, and nobody has got it; what is queued stays. */
    private void swallow(SocketCall call) {
        for (ErrorStory error : slots.takeUnqueued(call)) {
            settle(Story.NEVER_TOLD, error.untold(Verdict.NEVER_TOLD, Story.NEVER_TOLD));
        }
    }

    /** What a call makes of the socket; before any error of its time is given. */
    void note(SocketCall call) {
        State state = call.state();
        if (changes.isEmpty() || !changes.getLast().state().equals(state)) {
            if (changes.size() == MOST_CHANGES) {
                changes.removeFirst();
            }
            // A change is in force for errors that come while the call that makes it is still under way.
            changes.addLast(new Change(call.entryNs(), state));
        }
        everConnected |= state.connected();
        everRecverr |= state.recverr();
        if (call.disconnects()) {
            // A port that was not asked for by its number goes with the peer, and the next send gets another one.
            disconnectedNs = call.exitNs();
            local = null;
        }
        Endpoint bound = state.local();
        if (bound != null && local == null && bound.port() != 0) {
            local = bound;
            rememberLocal(bound);
        }
    }

    private void countSend(SocketCall call, boolean transmitted) {
        if (call.failed()) {
            lostSends += transmitted ? 0 : 1;
            return;
        }
        sends += call.kind() == Kind.SEND ? Math.max(1, call.sent().size()) : 0;
        for (SocketCall.Message message : call.sent()) {
            Endpoint peer = message.peer();
            if (peer != null) {
                remember(peer, peers);
                remember(peer, peersSinceReport);
            }
        }
    }

    private static void remember(Endpoint peer, List<Endpoint> in) {
        if (in.size() < MOST_PEERS && !in.contains(peer)) {
            in.add(peer);
        }
    }

    private Links report(SocketCall call) {
        ErrorStory first = call.kind() == Kind.ERROR_QUEUE ? slots.takeQueued(call) : slots.takePending(call);
        boolean pending = first != null || call.reported() == ECONNREFUSED;
        if (pending || call.kind() == Kind.TAKE_ERROR) {
            errorsReported++;
        }
        boolean transmitted = !pending || call.kind() != Kind.SEND;
        Endpoint concerned = call.peer() == null || call.kind() == Kind.ERROR_QUEUE
                ? call.state().peer()
                : call.peer();
        if (first == null) {
            Endpoint stale = pending ? inferredStale(concerned) : null;
            staleReports += stale == null ? 0 : 1;
            return new Links(List.of(), List.of(), stale, -1, transmitted);
        }
        peersSinceReport.clear();
        boolean stale = concerned != null && call.kind() != Kind.ERROR_QUEUE && !same(concerned, first.peer());
        staleReports += stale ? 1 : 0;
        List<Long> frames = new ArrayList<>();
        frames.add(first.bounce.frame());
        if (!first.told()) {
            List<ErrorStory> others = recverrGoverns(first, call.state()) ? List.of() : slots.takeAllPending(call);
            List<Long> otherFrames =
                    others.stream().map(other -> other.bounce.frame()).toList();
            frames.addAll(otherFrames);
            Story story = stale ? Story.STALE : Story.TOLD;
            settle(story, first.told(story, otherFrames, call.exitNs()));
            for (ErrorStory other : others) {
                settle(Story.COALESCED, other.told(Story.COALESCED, List.of(first.bounce.frame()), call.exitNs()));
            }
        }
        for (ErrorStory further : slots.takeFurtherQueued(call)) {
            frames.add(further.bounce.frame());
            if (!further.told()) {
                settle(Story.TOLD, further.told(Story.TOLD, List.of(), call.exitNs()));
            }
        }
        frames.sort(null);
        return new Links(List.of(), frames, stale ? first.peer() : null, call.exitNs() - first.timeNs(), transmitted);
    }

    /** Without packets: no datagram went to the present peer since the last report, so the error is about another. */
    private @Nullable Endpoint inferredStale(@Nullable Endpoint concerned) {
        Endpoint last = peersSinceReport.isEmpty() ? null : peersSinceReport.get(peersSinceReport.size() - 1);
        boolean stale =
                concerned != null && last != null && peersSinceReport.stream().noneMatch(p -> same(p, concerned));
        peersSinceReport.clear();
        return stale ? last : null;
    }

    /** An error that one of its datagrams brought. */
    void error(Bounce bounce, Sender sender) {
        ErrorStory error = new ErrorStory(bounce, sender);
        if (error.timeNs() > diedNs) {
            settle(Story.DIED_WITH_SOCKET, error.untold(Verdict.NO_SOCKET, Story.DIED_WITH_SOCKET));
            return;
        }
        State state = stateAt(error.timeNs());
        Delivery delivery = bounce.delivery();
        boolean recverr = recverrGoverns(error, state);
        boolean looksElsewhere = state.peer() != null && !same(state.peer(), error.peer());
        if (looksElsewhere || !(recverr ? delivery.tellsRecverr() : state.connected() && delivery.tellsConnected())) {
            softErrors += state.connected() && !delivery.tellsConnected() ? 1 : 0;
            settle(Story.NEVER_TOLD, error.untold(Verdict.NEVER_TOLD, Story.NEVER_TOLD));
            return;
        }
        ErrorStory tooMuch = slots.add(error, recverr);
        if (tooMuch != null) {
            forget(tooMuch);
        }
    }

    private static boolean recverrGoverns(ErrorStory error, State state) {
        return error.bounce.version() == 4 ? state.recverr4() : state.recverr6();
    }

    /** The trace has ended: what still waits was never delivered. */
    void finish() {
        slots.takeAll().forEach(this::forget);
    }

    private void forget(ErrorStory error) {
        if (slots.isQueued(error)) {
            settle(Story.QUEUED, error.untold(Verdict.QUEUED, Story.QUEUED));
        } else if (diedNs != Long.MAX_VALUE) {
            settle(Story.DIED_WITH_SOCKET, error.untold(Verdict.NEVER_TOLD, Story.DIED_WITH_SOCKET));
        } else {
            out.accept(error.open());
        }
    }

    private void settle(Story story, Event.IcmpError event) {
        errors.add(story);
        out.accept(event);
    }

    private State stateAt(long timeNs) {
        State state = changes.isEmpty() ? State.NEW : changes.getFirst().state();
        for (Change change : changes) {
            if (change.fromNs() <= timeNs) {
                state = change.state();
            }
        }
        return state;
    }

    SocketVerdict verdict() {
        return new SocketVerdict(
                id,
                owner,
                local,
                List.copyOf(peers),
                sends,
                lostSends,
                staleReports,
                errorsReported,
                errors.all(),
                softErrors,
                everConnected,
                everRecverr);
    }

    /** Whether two endpoints are one on the wire, where a mapped address is an IPv4 address. */
    static boolean same(Endpoint one, Endpoint other) {
        return one.port() == other.port() && Objects.equals(onWire(one.address()), onWire(other.address()));
    }

    static IpAddress onWire(IpAddress address) {
        boolean mapped = address.version() == 6 && address.high() == 0 && address.low() >>> 32 == 0xffffL;
        return mapped ? new IpAddress(4, 0, address.low() & 0xffffffffL) : address;
    }
}
