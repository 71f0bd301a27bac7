package dev.udpbounce.kernel.trace;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * What poll(2), select(2) and epoll(7) answer. An epoll instance hands back what the program gave it for a descriptor, so that has to
 * be remembered; the memory is bounded, and one process's.
 */
final class ReadySets {
    private static final int POLLFD = 8;
    private static final int POLLERR = 8;
    /** {@code struct epoll_event} is packed on x86-64. */
    private static final int EPOLL_EVENT = 12;

    /** FD_SETSIZE; a program may take larger sets, which are looked at so far. */
    private static final int MOST_SELECTED = 1024;

    private static final int EPOLL_CTL_DEL = 2;
    private static final int MOST = 1 << 14;

    private record Registration(int pid, int instance, long data) {}

    private final Memory memory;
    private final Map<Registration, Integer> descriptors = new HashMap<>();

    ReadySets(Memory memory) {
        this.memory = memory;
    }

    /** {@code poll} and {@code ppoll} have answered: the descriptors that have an error. */
    void poll(ReturnedCall call, IntConsumer failed) {
        if (call.result() <= 0) {
            return;
        }
        ByteBuffer set = memory.read(call.tid(), call.argument(0), call.argument(1) * POLLFD);
        for (int at = 0; at + POLLFD <= set.limit(); at += POLLFD) {
            if ((set.getShort(at + 6) & POLLERR) != 0) {
                failed.accept(set.getInt(at));
            }
        }
    }

    /** {@code select} and {@code pselect6} have answered: the descriptors that they call readable or writable. */
    void select(ReturnedCall call, IntConsumer ready) {
        if (call.result() <= 0) {
            return;
        }
        int words = (int) ((Math.min(call.argument(0), MOST_SELECTED) + Long.SIZE - 1) / Long.SIZE);
        ByteBuffer readable = memory.read(call.tid(), call.argument(1), (long) words * Long.BYTES);
        ByteBuffer writable = memory.read(call.tid(), call.argument(2), (long) words * Long.BYTES);
        for (int word = 0; word < words; word++) {
            long bits = bits(readable, word) | bits(writable, word);
            for (; bits != 0; bits &= bits - 1) {
                ready.accept(word * Long.SIZE + Long.numberOfTrailingZeros(bits));
            }
        }
    }

    private static long bits(ByteBuffer set, int word) {
        int at = word * Long.BYTES;
        return at + Long.BYTES <= set.limit() ? set.getLong(at) : 0;
    }

    /** {@code epoll_ctl} has answered. */
    void control(ReturnedCall call) {
        ByteBuffer event = memory.read(call.tid(), call.argument(3), EPOLL_EVENT);
        if (call.result() == 0
                && call.argument(1) != EPOLL_CTL_DEL
                && event.limit() == EPOLL_EVENT
                && descriptors.size() < MOST) {
            descriptors.put(registration(call, event.getLong(4)), (int) call.argument(2));
        }
    }

    /** {@code epoll_wait} and its like have answered: the descriptors that have an error. */
    void epoll(ReturnedCall call, IntConsumer failed) {
        if (call.result() <= 0) {
            return;
        }
        ByteBuffer events = memory.read(call.tid(), call.argument(1), call.result() * EPOLL_EVENT);
        for (int at = 0; at + EPOLL_EVENT <= events.limit(); at += EPOLL_EVENT) {
            Integer fd = descriptors.get(registration(call, events.getLong(at + 4)));
            if (fd != null && (events.getInt(at) & POLLERR) != 0) {
                failed.accept(fd);
            }
        }
    }

    private static Registration registration(ReturnedCall call, long data) {
        return new Registration(call.process().pid, (int) call.argument(0), data);
    }

    void ended(TracedProcess process) {
        descriptors.keySet().removeIf(registration -> registration.pid() == process.pid);
    }
}
