package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.Libc;
import java.nio.ByteBuffer;

/**
 * Asks whether a descriptor of another process has an error pending, and leaves it there: a copy of the descriptor is
 * polled, which pidfd_getfd(2) makes, since Linux 5.6.
 */
final class ErrorProbe {
    // Numbers that all processors share.
    private static final int PIDFD_OPEN = 434;
    private static final int PIDFD_GETFD = 438;
    private static final int POLLERR = 8;

    private final TraceCalls calls;
    private final ByteBuffer pollfd = Libc.buffer(8);

    ErrorProbe(TraceCalls calls) {
        this.calls = calls;
    }

    /** False where that cannot be known. */
    boolean findsError(int pid, int fd) {
        int process = (int) calls.syscall(PIDFD_OPEN, pid, 0, 0);
        if (process == -1) {
            return false;
        }
        int copy = (int) calls.syscall(PIDFD_GETFD, process, fd, 0);
        Libc.calls().close(process);
        if (copy == -1) {
            return false;
        }
        pollfd.putInt(0, copy).putInt(4, 0);
        boolean error = Libc.calls().poll(pollfd, 1, 0) == 1 && (pollfd.getShort(6) & POLLERR) != 0;
        Libc.calls().close(copy);
        return error;
    }
}
