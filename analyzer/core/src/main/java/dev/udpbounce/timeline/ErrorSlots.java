package dev.udpbounce.timeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The errors that a socket has for its program: those that no call has been told of, which share the pending errno
 * ({@code sk_err}), and those in the error queue ({@code sk_error_queue}), told of or not. Bounded.
 */
final class ErrorSlots {
    private static final int MOST = 4096;

    private final Deque<ErrorStory> waiting = new ArrayDeque<>();
    private final Deque<ErrorStory> queue = new ArrayDeque<>();

    /** An error comes; answers the earliest one if there are too many, of which nobody will be told here. */
    @Nullable
    ErrorStory add(ErrorStory error, boolean queued) {
        ErrorStory tooMuch = waiting.size() == MOST ? waiting.removeFirst() : null;
        waiting.addLast(error);
        if (queued) {
            if (queue.size() == MOST) {
                queue.removeFirst();
            }
            queue.addLast(error);
        }
        return tooMuch;
    }

    boolean isQueued(ErrorStory error) {
        return queue.contains(error);
    }

    /** The error whose errno a call returned: the latest wrote the slot last. */
    @Nullable
    ErrorStory takePending(SocketCall call) {
        ErrorStory latest = null;
        for (ErrorStory error : waiting) {
            if (error.timeNs() <= call.exitNs() && error.bounce.delivery().errno() == call.reported()) {
                latest = error;
            }
        }
        if (latest != null) {
            waiting.remove(latest);
        }
        return latest;
    }

    /** All that shared the slot up to the exit of a call. */
    List<ErrorStory> takeAllPending(SocketCall call) {
        List<ErrorStory> all = waiting.stream()
                .filter(error -> error.timeNs() <= call.exitNs())
                .toList();
        waiting.removeAll(all);
        return all;
    }

    /** All of these that are not in the queue as well, which the others stay in. */
    List<ErrorStory> takeUnqueued(SocketCall call) {
        List<ErrorStory> all = waiting.stream()
                .filter(error -> error.timeNs() <= call.exitNs() && !queue.contains(error))
                .toList();
        waiting.removeAll(all);
        return all;
    }

    /** The entry of the queue that a call has read. */
    @Nullable
    ErrorStory takeQueued(SocketCall call) {
        SocketCall.ExtendedError extended = call.extended();
        for (ErrorStory error : queue) {
            boolean alike = extended == null
                    || (extended.type() == error.bounce.type() && extended.code() == error.bounce.code());
            if (alike && error.timeNs() <= call.exitNs()) {
                queue.remove(error);
                waiting.remove(error);
                return error;
            }
        }
        return null;
    }

    /** What {@code recvmmsg} has read of the queue beside its first entry. */
    List<ErrorStory> takeFurtherQueued(SocketCall call) {
        List<ErrorStory> further = new ArrayList<>();
        while (further.size() + 1 < call.queueEntries()
                && !queue.isEmpty()
                && queue.getFirst().timeNs() <= call.exitNs()) {
            further.add(queue.removeFirst());
        }
        waiting.removeAll(further);
        return further;
    }

    /** Those that no call was told of, at the end. */
    List<ErrorStory> takeAll() {
        List<ErrorStory> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
