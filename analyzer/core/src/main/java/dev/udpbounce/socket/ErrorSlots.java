// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.SocketCall;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The errors that a socket holds for its program: those that share the pending errno ({@code sk_err}), which is one
 * slot, and those in the error queue ({@code sk_error_queue}). An error may be in both. Bounded.
 */
final class ErrorSlots {
    private static final int MOST = 4096;

    private final Set<SocketError> pending = new LinkedHashSet<>();
    private final Set<SocketError> queue = new LinkedHashSet<>();

    /** Adds an error; returns the earliest one if it is dropped to make room, or null. */
    @Nullable
    SocketError add(SocketError error, boolean queued) {
        SocketError tooMuch = null;
        if (pending.size() == MOST || queue.size() == MOST) {
            tooMuch = first(pending.size() == MOST ? pending : queue);
            queue.remove(tooMuch);
            pending.remove(tooMuch);
        }
        pending.add(error);
        if (queued) {
            queue.add(error);
        }
        return tooMuch;
    }

    /** Returns the number of entries in slot and queue. */
    int size() {
        return pending.size() + queue.size();
    }

    private static SocketError first(Set<SocketError> errors) {
        return errors.iterator().next();
    }

    private static boolean hasUntil(Set<SocketError> errors, long untilNs) {
        return !errors.isEmpty() && first(errors).timeNs() <= untilNs;
    }

    private static SocketError removeFirst(Set<SocketError> errors) {
        Iterator<SocketError> each = errors.iterator();
        SocketError first = each.next();
        each.remove();
        return first;
    }

    boolean isQueued(SocketError error) {
        return queue.contains(error);
    }

    boolean hasPending(long untilNs) {
        return hasUntil(pending, untilNs);
    }

    boolean hasPending(int errno, long untilNs) {
        return pending.stream().anyMatch(error -> error.timeNs() <= untilNs && error.errno() == errno);
    }

    boolean hasQueued(long untilNs) {
        return hasUntil(queue, untilNs);
    }

    /** Returns all errors present at this time. */
    Set<SocketError> present(long untilNs) {
        Set<SocketError> all = new LinkedHashSet<>(pending);
        all.addAll(queue);
        all.removeIf(error -> error.timeNs() > untilNs);
        return all;
    }

    /**
     * Takes the pending errno that a call returns, which empties the slot.
     *
     * @return the error that wrote the errno, which is the latest with it, then the others that shared the slot; empty
     *     if no error has this errno
     */
    List<SocketError> takePending(int errno, long untilNs) {
        SocketError writer = null;
        for (SocketError error : pending) {
            if (error.timeNs() <= untilNs && error.errno() == errno) {
                writer = error;
            }
        }
        if (writer == null) {
            return List.of();
        }
        List<SocketError> taken = new ArrayList<>(List.of(writer));
        for (SocketError other : takePending(untilNs)) {
            if (!other.equals(writer)) {
                taken.add(other);
            }
        }
        return taken;
    }

    /** Empties the slot of the errors up to this time. */
    List<SocketError> takePending(long untilNs) {
        List<SocketError> taken = new ArrayList<>();
        while (hasPending(untilNs)) {
            taken.add(removeFirst(pending));
        }
        return taken;
    }

    /**
     * Takes the queue entries read by a call; {@code recvmmsg} may read several.
     *
     * @param lost receives errors that were only in the slot: a read of the queue overwrites it ({@code
     *     sock_dequeue_err_skb})
     */
    List<SocketError> takeQueued(SocketCall call, List<SocketError> lost) {
        List<SocketError> taken = new ArrayList<>();
        SocketError first = firstQueued(call);
        if (first == null) {
            return taken;
        }
        queue.remove(first);
        taken.add(first);
        while (taken.size() < call.queueEntries() && hasQueued(call.answer().exitNs())) {
            taken.add(removeFirst(queue));
        }
        Set<SocketError> read = new LinkedHashSet<>(taken);
        for (Iterator<SocketError> each = pending.iterator(); each.hasNext(); ) {
            SocketError error = each.next();
            if (error.timeNs() <= call.answer().exitNs()) {
                each.remove();
                if (!read.contains(error) && !queue.contains(error)) {
                    lost.add(error);
                }
            }
        }
        if (hasQueued(call.answer().exitNs())) {
            List<SocketError> later = List.copyOf(pending);
            pending.clear();
            pending.add(first(queue));
            pending.addAll(later);
        }
        return taken;
    }

    /** Empties the queue of the errors up to this time; returns the ones that are not also in the slot. */
    List<SocketError> dropQueue(long untilNs) {
        List<SocketError> dropped = new ArrayList<>();
        while (hasQueued(untilNs)) {
            SocketError error = removeFirst(queue);
            if (!pending.contains(error)) {
                dropped.add(error);
            }
        }
        return dropped;
    }

    private @Nullable SocketError firstQueued(SocketCall call) {
        ExtendedError extended = call.answer().extended();
        for (SocketError error : queue) {
            boolean alike = extended == null
                    || (extended.type() == error.bounce.icmp().type()
                            && extended.code() == error.bounce.icmp().code());
            if (alike && error.timeNs() <= call.answer().exitNs()) {
                return error;
            }
        }
        return null;
    }
}
