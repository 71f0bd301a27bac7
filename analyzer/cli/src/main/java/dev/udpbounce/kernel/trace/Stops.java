// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.sys.Libc;
import jnr.ffi.Pointer;

/** Handles each stop of a traced thread and resumes it. */
final class Stops {
    private final TraceCalls calls;
    private final Tracees tracees;
    private final FirstProcess command;
    private final ProcFiles files;
    private final TracedSockets sockets;
    private final CallStops callStops;
    private final SeccompFilter filter;
    private final Pointer word = Libc.runtime().getMemoryManager().allocateDirect(Long.BYTES, true);
    private boolean began;
    private volatile boolean leaving;

    Stops(
            TraceCalls calls,
            Tracees tracees,
            FirstProcess command,
            ProcFiles files,
            TracedSockets sockets,
            CallStops callStops,
            SeccompFilter filter) {
        this.calls = calls;
        this.tracees = tracees;
        this.command = command;
        this.files = files;
        this.sockets = sockets;
        this.callStops = callStops;
        this.filter = filter;
    }

    /** Starts tracking calls. For a started command, tracking starts at its first exec. */
    void begin() {
        began = true;
    }

    /** Detaches each thread at its next stop. May be called by any thread. */
    void leave() {
        leaving = true;
    }

    /** Handles the end of a process's last thread. */
    void ended(TracedProcess process) {
        callStops.ended(process);
    }

    /** Handles a stop of a thread, with signal and event from wait(2), and resumes the thread. */
    void at(Tracee tracee, int signal, int event, long nowNs) {
        if (leaving) {
            // A pending signal is still delivered; a group stop persists.
            boolean delivers = event == 0 && signal != Ptrace.SYSCALL_STOP;
            ptrace(Ptrace.DETACH, tracee.tid, delivers ? signal : 0);
            tracees.release(tracee.tid);
            return;
        }
        if (signal == Ptrace.SYSCALL_STOP) {
            if (began) {
                callStops.atCall(tracee, nowNs);
            }
            resume(tracee, 0);
            return;
        }
        switch (event) {
            case 0 -> resume(tracee, signal);
            case Ptrace.EVENT_SECCOMP -> {
                if (!StrictMode.ends(calls, tracee.tid, word)) {
                    callStops.atFilter(tracee, nowNs);
                }
                resume(tracee, 0);
            }
            case Ptrace.EVENT_EXEC -> executed(tracee);
            case Ptrace.EVENT_FORK, Ptrace.EVENT_VFORK, Ptrace.EVENT_CLONE -> {
                // Adopt the child before its parent resumes, which may close descriptors that the child has inherited.
                int child = (int) message(tracee.tid);
                if (child > 0) {
                    tracees.adopt(child);
                }
                resume(tracee, 0);
            }
            case Ptrace.EVENT_STOP -> {
                if (Ptrace.stops(signal)) {
                    ptrace(Ptrace.LISTEN, tracee.tid, 0);
                } else {
                    resume(tracee, 0);
                }
            }
            default -> resume(tracee, 0);
        }
    }

    /** Handles an exec. A thread other than the first takes over the first one's id, and the other threads end. */
    private void executed(Tracee tracee) {
        int former = (int) message(tracee.tid);
        tracee.leave();
        if (former != 0 && former != tracee.tid) {
            tracees.renumbered(former, tracee);
        }
        ProcFiles.Status status = files.status(tracee.tid);
        tracee.process.renamed(status.name(), status.uid());
        sockets.verify(tracee.process, tracee.tid);
        if (!began && command.is(tracee.tid)) {
            began = true;
            sockets.findStandard(tracee.process, tracee.tid);
            if (callStops.knows(tracee)) {
                filter.inject(tracee.tid);
            }
        } else if (began) {
            callStops.knows(tracee);
        }
        resume(tracee, 0);
    }

    private long message(int tid) {
        return calls.ptrace(Ptrace.GETEVENTMSG, tid, 0, word) == -1 ? 0 : word.getLong(0);
    }

    /**
     * Resumes a thread. With the filter, a stop at the next entry or exit is requested only if the exit of the current
     * call is relevant, or if a standard stream is a socket, as in a shell's redirection, whose reads and writes the
     * filter lets pass.
     */
    private void resume(Tracee tracee, int signal) {
        boolean everyCall = !filter.inForce() || tracee.inFlight() || tracee.process.hasStandardSocket();
        ptrace(everyCall ? Ptrace.SYSCALL : Ptrace.CONT, tracee.tid, signal);
    }

    /** Ignores failures: a thread that was killed meanwhile rejects the request, and its end is reported later. */
    private void ptrace(int request, int tid, int signal) {
        calls.ptrace(request, tid, 0, signal);
    }
}
