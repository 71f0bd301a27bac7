package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.Libc;
import java.util.Set;

/** The command itself, as the first of its processes, and the signals that are passed on to it. For any thread. */
final class FirstProcess {
    private int pid;
    private int earlySignal;
    private int status;
    private boolean ended;

    synchronized void began(int newPid) {
        pid = newPid;
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

    /** Its exit status as a shell would give it. */
    synchronized int status() {
        return status;
    }

    /**
     * Passes a signal on. What comes before the beginning is delivered then; after the end it kills what was left behind.
     *
     * @param reached whether the sender has sent it to the command as well, as a terminal does
     * @param left the processes that there are
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
