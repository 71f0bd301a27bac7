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
    void poll(int tid, long[] args, long result, IntConsumer failed) {
        if (result <= 0) {
            return;
        }
        ByteBuffer set = memory.read(tid, args[0], args[1] * POLLFD);
        for (int at = 0; at + POLLFD <= set.limit(); at += POLLFD) {
            if ((set.getShort(at + 6) & POLLERR) != 0) {
                failed.accept(set.getInt(at));
            }
        }
    }

    /** {@code select} and {@code pselect6} have answered: the descriptors that they call readable or writable. */
    void select(int tid, long[] args, long result, IntConsumer ready) {
        if (result <= 0) {
            return;
        }
        int words = (int) ((Math.min(args[0], MOST_SELECTED) + Long.SIZE - 1) / Long.SIZE);
        ByteBuffer readable = memory.read(tid, args[1], (long) words * Long.BYTES);
        ByteBuffer writable = memory.read(tid, args[2], (long) words * Long.BYTES);
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
    void control(TracedProcess process, int tid, long[] args, long result) {
        ByteBuffer event = memory.read(tid, args[3], EPOLL_EVENT);
        if (result == 0 && args[1] != EPOLL_CTL_DEL && event.limit() == EPOLL_EVENT && descriptors.size() < MOST) {
            descriptors.put(new Registration(process.pid, (int) args[0], event.getLong(4)), (int) args[2]);
        }
    }

    /** {@code epoll_wait} and its like have answered: the descriptors that have an error. */
    void epoll(TracedProcess process, int tid, long[] args, long result, IntConsumer failed) {
        if (result <= 0) {
            return;
        }
        ByteBuffer events = memory.read(tid, args[1], result * EPOLL_EVENT);
        for (int at = 0; at + EPOLL_EVENT <= events.limit(); at += EPOLL_EVENT) {
            Integer fd = descriptors.get(new Registration(process.pid, (int) args[0], events.getLong(at + 4)));
            if (fd != null && (events.getInt(at) & POLLERR) != 0) {
                failed.accept(fd);
            }
        }
    }

    void ended(TracedProcess process) {
        descriptors.keySet().removeIf(registration -> registration.pid() == process.pid);
    }
}
