// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.ObservedDelivery.By;
import dev.udpbounce.event.ProcessDetails;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.observe.Observations;
import dev.udpbounce.kernel.observe.Observations.Observed;
import dev.udpbounce.kernel.sys.BoundedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces what is predicted of an error by what the kernel was seen to do with it, where it was seen. For one thread at
 * a time.
 */
final class ObservedFates {
    private static final int MAX_UNTOLD = 1 << 12;
    private static final int MAX_KINDS = 1 << 12;

    private final Observations observations;
    private final SocketOwners owners;
    /** Types and codes of the latest errors by the numbers of their frames. */
    private final Map<Long, Integer> kinds = new BoundedMap<>(MAX_KINDS);

    private final List<ObservedDelivery> untold = new ArrayList<>();

    ObservedFates(Observations observations, SocketOwners owners) {
        this.observations = observations;
        this.owners = owners;
    }

    /**
     * Returns the fate of an error.
     *
     * @param predicted null if the error is not about a socket of the network namespace
     * @param network the network namespace that it concerns, or else in which it was captured
     */
    @Nullable
    Fate of(Bounce bounce, @Nullable Fate predicted, NetworkSockets network) {
        Flow flow = bounce.socketFlow();
        boolean hasPorts = flow.sourcePort() >= 0 && flow.destinationPort() >= 0;
        boolean repeats = isSeenAgain(bounce);
        Observed observed = hasPorts && !repeats ? observations.of(bounce, network.number()) : null;
        if (observed == null) {
            return predicted;
        }
        return switch (observed.effect()) {
            case SET -> fate(Verdict.TOLD, owner(observed, predicted));
            case QUEUED -> fate(Verdict.QUEUED, owner(observed, predicted));
            case NOTHING ->
                predicted == null || !hadSocketHere(bounce, predicted, network.finder())
                        ? predicted
                        : untold(bounce, predicted, network.number());
        };
    }

    /**
     * Returns whether an earlier frame has the same error. One that repeats another in the sense of the timeline may also
     * be a second error about the same datagram, which the kernel delivers like the first.
     */
    private boolean isSeenAgain(Bounce bounce) {
        int kind = bounce.icmp().type() << Byte.SIZE | bounce.icmp().code();
        Integer first = kinds.get(bounce.attribution().duplicateOf());
        kinds.put(bounce.sighting().frame(), kind);
        return bounce.attribution().duplicateOf() != 0 && (first == null || first == kind);
    }

    /**
     * Returns whether the error is for a socket of the network namespace, as far as is known. Otherwise it may be for
     * one behind address translation, and is seen there once more.
     */
    private boolean hadSocketHere(Bounce bounce, Fate predicted, SocketFinder finder) {
        return switch (predicted.verdict()) {
            case TOLD, QUEUED, NEVER_TOLD -> true;
            case UNKNOWN -> predicted.owner() != null;
            case NO_SOCKET -> {
                Send cause = bounce.attribution().cause();
                long errorNs = bounce.sighting().timeNs();
                yield finder.closedBetween(cause == null ? errorNs : cause.timeNs(), errorNs, bounce.socketFlow());
            }
        };
    }

    private Fate untold(Bounce bounce, Fate predicted, long network) {
        Verdict verdict = predicted.verdict() == Verdict.NO_SOCKET ? Verdict.NO_SOCKET : Verdict.NEVER_TOLD;
        Flow flow = bounce.socketFlow();
        if (untold.size() < MAX_UNTOLD) {
            untold.add(new ObservedDelivery(
                    bounce.sighting().timeNs(),
                    By.NOBODY,
                    bounce.icmp().linux().errnoNumber(),
                    new ObservedDelivery.Errors(bounce.sighting().frame(), 1, List.of(), -1),
                    false,
                    new Endpoint(flow.source(), flow.sourcePort()),
                    new Endpoint(flow.destination(), flow.destinationPort()),
                    predicted.owner(),
                    new ProcessDetails("", network)));
        }
        return fate(verdict, predicted.owner());
    }

    private @Nullable SocketOwner owner(Observed observed, @Nullable Fate predicted) {
        SocketOwner likely = predicted == null ? null : predicted.owner();
        SocketOwner certain = likely == null || likely.candidates() > 1 ? owners.ofCookie(observed.cookie()) : likely;
        return certain == null ? likely : certain;
    }

    private static Fate fate(Verdict verdict, @Nullable SocketOwner owner) {
        return new Fate(verdict, Fate.Basis.KERNEL, owner, null, List.of(), -1);
    }

    /** Returns what was seen since the last call; {@link Observations#deliveries}. */
    List<ObservedDelivery> deliveries(long passedNs, boolean last) {
        List<ObservedDelivery> seen = observations.deliveries(passedNs, last);
        if (untold.isEmpty()) {
            return seen;
        }
        List<ObservedDelivery> all = new ArrayList<>(untold);
        untold.clear();
        all.addAll(seen);
        return all;
    }
}
