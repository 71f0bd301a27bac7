// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.Libc;
import java.util.Set;
import jnr.ffi.Pointer;

/**
 * Continues a trace without recording it after a failure of this process, such as a lack of memory. A command started
 * by this process is followed to its end, because its filter makes its calls fail without a tracer; a process that was
 * attached to is detached. Avoids allocating memory.
 */
final class UnseenFollowing {
    private final TraceCalls calls;
    private final FirstProcess command;
    private final Set<Integer> tids;
    private final int bell;
    private final Pointer word = Libc.runtime().getMemoryManager().allocateDirect(Long.BYTES, true);

    /** @param bell child that wakes the tracer of an attached process; 0 for a command started by this process */
    UnseenFollowing(TraceCalls calls, FirstProcess command, Set<Integer> tids, int bell) {
        this.calls = calls;
        this.command = command;
        this.tids = tids;
        this.bell = bell;
    }

    /** Starts with the stop or end that was being handled; returns when nothing is traced any more. */
    void follow(int firstTid, int firstStatus) {
        changed(firstTid, firstStatus);
        if (bell != 0) {
            Attachment.ring(bell);
        }
        while (true) {
            int tid = calls.waitpid(-1, word, Ptrace.WALL | Ptrace.WNOTHREAD);
            if (tid > 0) {
                changed(tid, word.getInt(0));
            } else if (Libc.errno() != Errno.EINTR.linux()) {
                return;
            }
        }
    }

    private void changed(int tid, int status) {
        if (Ptrace.exited(status) || Ptrace.signaled(status)) {
            if (command.is(tid)) {
                command.ended(Ptrace.exitStatus(status));
            } else if (tid == bell) {
                for (int each : tids) {
                    ptrace(Ptrace.INTERRUPT, each, 0);
                }
            }
            return;
        }
        int signal = Ptrace.stopSignal(status);
        int delivered = Ptrace.event(status) == 0 && signal != Ptrace.SYSCALL_STOP ? signal : 0;
        if (Ptrace.event(status) == Ptrace.EVENT_SECCOMP && StrictMode.ends(calls, tid, word)) {
            return;
        }
        if (bell != 0) {
            ptrace(Ptrace.DETACH, tid, delivered);
        } else if (Ptrace.event(status) == Ptrace.EVENT_STOP && Ptrace.stops(signal)) {
            ptrace(Ptrace.LISTEN, tid, 0);
        } else {
            ptrace(Ptrace.CONT, tid, delivered);
        }
    }

    /** Ignores failures: a thread that is running or was killed meanwhile rejects the request. */
    private void ptrace(int request, int tid, int signal) {
        calls.ptrace(request, tid, 0, signal);
    }
}
