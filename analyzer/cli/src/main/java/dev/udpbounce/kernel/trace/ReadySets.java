// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The results of poll(2), select(2) and epoll(7). An epoll instance returns the program's data for a descriptor, so
 * registrations are stored for each process; their total number is bounded.
 */
final class ReadySets {
    private static final int POLLFD = 8;
    /** {@code struct epoll_event} is packed on x86-64. */
    private static final int EPOLL_EVENT = 12;

    /** FD_SETSIZE; of a program's larger sets, only this many descriptors are examined. */
    private static final int MOST_SELECTED = 1024;

    private static final int EPOLL_CTL_DEL = 2;
    private static final int MOST = 1 << 14;

    private record Registration(int pid, int instance, long data) {}

    private final Memory memory;
    private final Map<Registration, Integer> descriptors = new HashMap<>();

    ReadySets(Memory memory) {
        this.memory = memory;
    }

    /** Handles the exit of {@code poll} and {@code ppoll}: passes on the descriptors that have an error. */
    void poll(ReturnedCall call, IntConsumer failed) {
        if (call.result() <= 0) {
            return;
        }
        ByteBuffer set = memory.read(call.tid(), call.argument(0), call.argument(1) * POLLFD);
        for (int at = 0; at + POLLFD <= set.limit(); at += POLLFD) {
            if ((set.getShort(at + 6) & SocketConstants.POLLERR) != 0) {
                failed.accept(set.getInt(at));
            }
        }
    }

    /** Handles the exit of {@code select} and {@code pselect6}: passes on the readable or writable descriptors. */
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

    /** Handles the exit of {@code epoll_ctl}. */
    void control(ReturnedCall call) {
        ByteBuffer event = memory.read(call.tid(), call.argument(3), EPOLL_EVENT);
        if (call.result() == 0
                && call.argument(1) != EPOLL_CTL_DEL
                && event.limit() == EPOLL_EVENT
                && descriptors.size() < MOST) {
            descriptors.put(registration(call, event.getLong(4)), (int) call.argument(2));
        }
    }

    /** Handles the exit of {@code epoll_wait} and its variants: passes on the descriptors that have an error. */
    void epoll(ReturnedCall call, IntConsumer failed) {
        if (call.result() <= 0) {
            return;
        }
        ByteBuffer events = memory.read(call.tid(), call.argument(1), call.result() * EPOLL_EVENT);
        for (int at = 0; at + EPOLL_EVENT <= events.limit(); at += EPOLL_EVENT) {
            Integer fd = descriptors.get(registration(call, events.getLong(at + 4)));
            if (fd != null && (events.getInt(at) & SocketConstants.POLLERR) != 0) {
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
