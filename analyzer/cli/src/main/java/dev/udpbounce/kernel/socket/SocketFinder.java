// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.kernel.socket.SocketObservations.Observation;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.RateLimit;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SetBack;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the socket of a flow at a given time: among past observations, by a look-up, or among the sockets that have
 * ended since. Answers immediately. For one thread at a time.
 */
final class SocketFinder {
    private static final int LOOKS_PER_S = 10_000;
    private static final long RECENT_NS = 1_000_000_000;
    /** Upper bound for the delay of an end's announcement, even on a busy machine. */
    private static final long SETTLED_NS = 1_000_000_000;

    private final @Nullable String namespace;
    private final SocketTable table;
    private final LocalAddresses addresses;
    private final SocketObservations observations;
    private final @Nullable EndWatch endWatch;
    private final SetBack clock = new SetBack(RealTime.nowNs(), System.nanoTime());
    private final RateLimit looks = new RateLimit(LOOKS_PER_S);
    private long refusals;

    /** @param namespace name of the network namespace; null for the own one of this process */
    SocketFinder(SocketWatches watches, @Nullable String namespace) {
        this.namespace = namespace;
        table = watches.table();
        addresses = watches.addresses();
        observations = watches.observations();
        endWatch = watches.ends();
    }

    /** Returns the number of look-ups that were refused because there were too many. */
    long refusals() {
        return refusals;
    }

    /** Discards observations from before the clock was set back. Must be called before each query. */
    void heedClock() {
        long nowNs = RealTime.nowNs();
        if (clock.since(nowNs, System.nanoTime())) {
            observations.clear();
            if (endWatch != null) {
                endWatch.sockets().missed(nowNs);
            }
        }
    }

    /**
     * Returns the socket that sent a datagram; null if unknown.
     *
     * @param flow addresses and ports with which it was sent
     */
    @Nullable
    SocketState senderOf(Send send, Flow flow) {
        Observation observation = observations.firstFrom(send.timeNs(), flow);
        if (observation == null) {
            Observation before = observations.lastBefore(send.timeNs(), flow);
            observation = before != null && isStillSo(before, flow) ? before : look(flow, send.origin());
        }
        if (observation == null) {
            return null;
        }
        SocketState state = observation.state();
        if (state == null) {
            EndedSockets.End end = endFrom(send.timeNs(), flow);
            state = end == null ? null : end.last();
        }
        return state;
    }

    /** Returns whether an observed socket is still the socket of the flow. */
    private boolean isStillSo(Observation observation, Flow flow) {
        boolean recent = observation.state() != null && RealTime.nowNs() - observation.timeNs() < RECENT_NS;
        return recent && (endWatch == null || endWatch.sockets().firstFrom(observation.timeNs(), flow) == null);
    }

    /** Returns the first observation at {@code timeNs} or later, else a new one; null if the look-up was refused. */
    @Nullable
    Observation observationFrom(long timeNs, Flow flow, Origin origin) {
        Observation after = observations.firstFrom(timeNs, flow);
        return after == null ? look(flow, origin) : after;
    }

    /** Returns the last observation before {@code timeNs}. */
    @Nullable
    Observation observationBefore(long timeNs, Flow flow) {
        return observations.lastBefore(timeNs, flow);
    }

    /** Looks up a socket; null if the look-up was refused. */
    private @Nullable Observation look(Flow flow, Origin origin) {
        if (!looks.take()) {
            refusals++;
            return null;
        }
        long nowNs = RealTime.nowNs();
        try {
            boolean here = Objects.equals(origin.namespace(), namespace);
            int index = addresses.interfaceOf(flow.source(), here ? origin.interfaceName() : null);
            Observation observation = new Observation(nowNs, table.find(flow, index));
            observations.add(flow, observation);
            return observation;
        } catch (KernelException e) {
            refusals++;
            return null;
        }
    }

    /** Returns the end of the flow's socket at {@code timeNs} or later, if the kernel has announced it. */
    EndedSockets.@Nullable End endFrom(long timeNs, Flow flow) {
        if (endWatch == null) {
            return null;
        }
        EndedSockets.End end = endWatch.sockets().firstFrom(timeNs, flow);
        if (end == null) {
            endWatch.catchUp();
            end = endWatch.sockets().firstFrom(timeNs, flow);
        }
        return end;
    }

    /** Returns whether a socket of the flow is known to have ended between these times. */
    boolean closedBetween(long fromNs, long untilNs, Flow flow) {
        EndedSockets.End end = endWatch == null ? null : endWatch.sockets().firstFrom(fromNs, flow);
        return end != null && end.timeNs() < untilNs;
    }

    /**
     * Returns whether the flow's socket ended before the error: its end was announced, or would have been by this time. A
     * socket at its port that was connected to another peer when it ended may be the one.
     */
    boolean hadEnded(Flow flow, long sentNs, long errorNs) {
        if (endWatch == null) {
            return false;
        }
        EndedSockets ends = endWatch.sockets();
        boolean announced = ends.firstFrom(sentNs, flow) != null;
        return announced
                || (ends.completeSinceNs() <= errorNs
                        && RealTime.nowNs() - errorNs >= SETTLED_NS
                        && !ends.hasAtPort(sentNs, flow.sourcePort()));
    }
}
