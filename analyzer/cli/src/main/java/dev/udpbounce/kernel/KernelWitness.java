package dev.udpbounce.kernel;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.kernel.Sightings.Sighting;
import dev.udpbounce.timeline.Fate;
import dev.udpbounce.timeline.Fate.Verdict;
import dev.udpbounce.timeline.Sender;
import dev.udpbounce.timeline.Witness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Knows whose socket a datagram of this machine came from and what that socket does with an error, while a live capture
 * runs. Sockets of other network namespaces are out of sight. For one thread at a time.
 *
 * <p>What a socket is like is best known from a look after the error came: {@link ErrorWatch} takes one at once, else it
 * is taken when the packet comes out of the capture. A socket that is gone by then may have lived when the error came,
 * which {@link SocketEnds} knows.
 */
public final class KernelWitness implements Witness, AutoCloseable {
    private static final int PORTS = 1 << 16;
    private static final int LOOKS_PER_S = 10_000;
    private static final int WAITS_PER_S = 500;
    private static final long RECENT_NS = 1_000_000_000;
    /**
     * So late the word of an end may come. It is waited for, but not where packets have waited as long already: so no
     * backlog grows of it.
     */
    private static final long FRESH_NS = 40_000_000;

    /** And so late it never comes, however busy the machine is. */
    private static final long SETTLED_NS = 1_000_000_000;

    private static final long WAIT_NS = 1_000_000;

    private final SocketTable table;
    private final LocalAddresses addresses = new LocalAddresses();
    private final Sightings sightings = new Sightings();
    private final SetBack clock = new SetBack(RealTime.nowNs(), System.nanoTime());
    private final @Nullable SocketEnds endWatch;
    private final @Nullable EndedSockets ends;
    private final @Nullable SocketBirths births;
    private final @Nullable ErrorWatch errors4;
    private final @Nullable ErrorWatch errors6;
    private final SocketOwners owners;
    private final boolean everyDatagram;
    private final List<String> limits = new ArrayList<>();

    private final Budget looks = new Budget(LOOKS_PER_S);
    private final Budget waits = new Budget(WAITS_PER_S);
    /** When a datagram was last seen that was sent to this port of this machine; nanoseconds since the Unix epoch. */
    private final long[] lastInboundNs = new long[PORTS];

    private long refusals;

    private KernelWitness(SocketTable table, boolean everyDatagram) {
        this.table = table;
        this.everyDatagram = everyDatagram;
        endWatch = attempt("of a socket that is closed at once no verdict can be given", SocketEnds::watch);
        ends = endWatch == null ? null : endWatch.sockets();
        String late = "sockets are not looked at when an error comes, but some milliseconds later";
        errors4 = attempt(late, () -> ErrorWatch.start(4, addresses, sightings));
        // A machine without IPv6 has no such errors either.
        errors6 = errors4 == null ? null : ErrorWatch.startUnlessAbsent(6, addresses, sightings);
        births = attempt("a process that ends at once is not named", SocketBirths::watch);
        ProcessTable processes = new ProcessTable();
        processes.begin();
        owners = new SocketOwners(processes, births);
    }

    /**
     * Begins to watch. What takes rights is opened here, and serves on when they are given up afterwards.
     *
     * @param everyDatagram whether the capture sees all that comes in to this machine, and leaves nothing out by a filter
     * @throws IOException if this kernel does not tell of its sockets
     */
    public static KernelWitness open(boolean everyDatagram) throws IOException {
        return new KernelWitness(SocketTable.open(), everyDatagram);
    }

    private interface Opening<T> {
        T open() throws IOException;
    }

    private <T> @Nullable T attempt(String loss, Opening<T> opening) {
        try {
            return opening.open();
        } catch (IOException e) {
            limits.add(loss + " (" + e.getMessage() + ")");
            return null;
        }
    }

    /** What this witness cannot say for want of rights or of a younger kernel, a sentence each; empty at best. */
    public List<String> limits() {
        return limits;
    }

    /** How often no socket was looked up because too many were asked for. */
    public long refusals() {
        return refusals;
    }

    @Override
    public @Nullable Sender senderOf(Send send) {
        heedClock();
        Flow flow = send.flow();
        if (addresses.contains(flow.destination())) {
            lastInboundNs[flow.destinationPort() & (PORTS - 1)] = send.timeNs();
        }
        if (!addresses.contains(flow.source())) {
            return null;
        }
        Sighting sighting = sightings.firstFrom(send.timeNs(), flow);
        if (sighting == null) {
            Sighting before = sightings.lastBefore(send.timeNs(), flow);
            sighting = before != null && isStillSo(before, flow) ? before : look(flow, send.origin());
        }
        if (sighting == null) {
            return null;
        }
        SocketState state = sighting.state();
        if (state == null) {
            EndedSockets.End end = endFrom(send.timeNs(), flow);
            state = end == null ? null : end.last();
        }
        return state == null ? null : owners.of(state);
    }

    /** Forgets what was seen before the clock was set back. */
    private void heedClock() {
        long nowNs = RealTime.nowNs();
        if (clock.since(nowNs, System.nanoTime())) {
            sightings.clear();
            if (ends != null) {
                ends.missed(nowNs);
            }
        }
    }

    /** Whether the socket of a look is the flow's even now. */
    private boolean isStillSo(Sighting sighting, Flow flow) {
        boolean recent = sighting.state() != null && RealTime.nowNs() - sighting.timeNs() < RECENT_NS;
        return recent && (ends == null || ends.firstFrom(sighting.timeNs(), flow) == null);
    }

    @Override
    public @Nullable Fate fateOf(Bounce bounce) {
        heedClock();
        Flow flow = bounce.quoted().flow();
        if (!addresses.contains(flow.source()) || !addresses.contains(bounce.destination())) {
            return null;
        }
        if (flow.sourcePort() < 0 || flow.destinationPort() < 0) {
            return fate(Verdict.UNKNOWN, null);
        }
        long errorNs = bounce.timeNs();
        Sighting after = sightings.firstFrom(errorNs, flow);
        if (after == null) {
            after = look(flow, bounce.origin());
        }
        if (after == null) {
            return fate(Verdict.UNKNOWN, null);
        }
        SocketState state = after.state();
        return state == null ? fateOfGone(bounce) : judge(bounce.delivery(), flow, state, errorNs, false);
    }

    /** The fate of an error whose socket is there no more, though perhaps it was when the error came. */
    private Fate fateOfGone(Bounce bounce) {
        Flow flow = bounce.quoted().flow();
        long errorNs = bounce.timeNs();
        Sighting before = sightings.lastBefore(errorNs, flow);
        Send cause = bounce.cause();
        long sentNs = cause == null ? errorNs : cause.timeNs();
        if (before != null && before.state() == null && cause != null && before.timeNs() >= sentNs) {
            return fate(Verdict.NO_SOCKET, null);
        }
        EndedSockets.End end = endFrom(errorNs, flow);
        if (end != null) {
            return judge(bounce.delivery(), flow, end.last(), errorNs, true);
        }
        return fate(hadEnded(flow, sentNs, errorNs) ? Verdict.NO_SOCKET : Verdict.UNKNOWN, null);
    }

    /** Whether the socket of a flow ended before the error came, for its end was heard of, or would have been by now. */
    private boolean hadEnded(Flow flow, long sentNs, long errorNs) {
        if (ends == null) {
            return false;
        }
        boolean heardOf = ends.firstFrom(sentNs, flow) != null;
        return heardOf || (ends.completeSinceNs() <= errorNs && RealTime.nowNs() - errorNs >= SETTLED_NS);
    }

    /** The socket that lived at this time and has ended since. The word of that takes a moment, which is waited for. */
    private EndedSockets.@Nullable End endFrom(long timeNs, Flow flow) {
        if (ends == null || endWatch == null) {
            return null;
        }
        EndedSockets.End end = ends.firstFrom(timeNs, flow);
        if (end == null) {
            endWatch.catchUp();
            end = ends.firstFrom(timeNs, flow);
        }
        while (end == null && RealTime.nowNs() - timeNs < FRESH_NS && waits.take()) {
            LockSupport.parkNanos(WAIT_NS);
            endWatch.catchUp();
            end = ends.firstFrom(timeNs, flow);
        }
        return end;
    }

    private Fate judge(Delivery delivery, Flow flow, SocketState state, long errorNs, boolean ended) {
        Sighting before = sightings.lastBefore(errorNs, flow);
        SocketState earlier = before == null ? null : before.state();
        SocketState complete = state;
        VerdictRule.Queue queue = state.receiveQueue() == 0 ? VerdictRule.Queue.EMPTY : VerdictRule.Queue.UNCLEAR;
        if (before != null && earlier != null && earlier.cookie() == state.cookie()) {
            complete = state.recverr() == null ? state.with(earlier.recverr()) : state;
            if (earlier.receiveQueue() < state.receiveQueue() && isQuiet(state.localPort(), before.timeNs())) {
                queue = VerdictRule.Queue.GREW;
            }
        }
        SocketOptions options = owners.optionsOf(state, errorNs);
        return fate(VerdictRule.of(delivery, complete, options, queue, ended), owners.of(state));
    }

    /** Whether it is sure that no datagram came to this port since then. */
    private boolean isQuiet(int port, long sinceNs) {
        return everyDatagram && lastInboundNs[port & (PORTS - 1)] < sinceNs;
    }

    /** Looks a socket up; null if that was refused. */
    private @Nullable Sighting look(Flow flow, Origin origin) {
        if (!looks.take()) {
            refusals++;
            return null;
        }
        long nowNs = RealTime.nowNs();
        try {
            int index = addresses.interfaceOf(flow.source(), origin.interfaceName());
            Sighting sighting = new Sighting(nowNs, table.find(flow, index));
            sightings.add(flow, sighting);
            return sighting;
        } catch (KernelException e) {
            refusals++;
            return null;
        }
    }

    private static Fate fate(Verdict verdict, @Nullable Sender sender) {
        return new Fate(verdict, Fate.Basis.SOCKET, sender, null, List.of(), -1);
    }

    @Override
    public void close() {
        table.close();
        if (endWatch != null) {
            endWatch.close();
        }
        if (errors4 != null) {
            errors4.close();
        }
        if (errors6 != null) {
            errors6.close();
        }
        if (births != null) {
            births.close();
        }
    }
}
