// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.sys.Libc;
import java.util.Set;

/** The command's first process, and the signals passed on to it. For any thread. */
final class FirstProcess {
    private int pid;
    private int earlySignal;
    private int status;
    private boolean ended;

    synchronized void began(int newPid) {
        pid = newPid;
        ended = false;
        if (earlySignal != 0) {
            Libc.calls().kill(pid, earlySignal);
        }
    }

    synchronized boolean is(int tid) {
        return tid == pid;
    }

    synchronized void ended(int newStatus) {
        status = newStatus;
        ended = true;
    }

    /** Returns its exit status, as a shell reports it. */
    synchronized int status() {
        return status;
    }

    /**
     * Passes a signal on. A signal before the start is delivered at the start; one after the end kills the remaining
     * processes.
     *
     * @param reached whether the sender has also signaled the command itself, as a terminal does
     * @param left the existing processes
     */
    synchronized void signal(int signal, boolean reached, Set<Integer> left) {
        if (pid == 0) {
            earlySignal = signal;
        } else if (ended) {
            left.forEach(each -> Libc.calls().kill(each, Ptrace.SIGKILL));
        } else if (!reached) {
            Libc.calls().kill(pid, signal);
        }
    }
}
