package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.Libc;
import dev.udpbounce.kernel.RealTime;
import dev.udpbounce.timeline.SocketCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.ffi.Pointer;

/**
 * Follows a command, its threads and its children with ptrace(2) until the last of them has ended. Everything happens on
 * the thread that calls {@link #run}: the kernel knows a tracer by its thread.
 */
public final class Tracer {
    /** Takes what a trace tells, in its order; called on the tracer's thread while the program goes on. */
    public interface Listener {
        void onCall(SocketCall call);

        /** Nothing refers to the socket any more. */
        void onSocketDied(long socketId, long timeNs);

        /** Something of the program that cannot be followed, once each. */
        void onBlindSpot(String what);
    }

    private static final int FOLLOW =
            Ptrace.O_TRACESYSGOOD | Ptrace.O_TRACEEXEC | Ptrace.O_TRACEFORK | Ptrace.O_TRACEVFORK | Ptrace.O_TRACECLONE;

    /** A command of ours does not outlive us: with a filter and no tracer its calls would fail. */
    private static final int OWN = FOLLOW | Ptrace.O_TRACESECCOMP | Ptrace.O_EXITKILL;

    private static final int OWN_FAILURE = 125;
    private static final long SIG_IGN = 1;

    private final TraceCalls calls;
    private final Listener listener;
    private final ProcFiles files;
    private final TracedSockets sockets;
    private final CallStops stops;
    private final SeccompFilter filter;
    private final Tracees tracees;
    private final FirstProcess command = new FirstProcess();
    private final List<Runnable> news = new ArrayList<>();
    private final Pointer word = Libc.runtime().getMemoryManager().allocateDirect(8, true);
    private boolean filtered;
    private boolean began;
    private volatile int bell;
    private volatile boolean leaving;
    private long nowNs;

    /** @param filtering whether the kernel is to stop the command only at the calls that matter, where it can */
    public Tracer(Listener listener, boolean filtering) {
        this.listener = listener;
        calls = TraceCalls.load();
        files = new ProcFiles(calls);
        tracees = new Tracees(files);
        sockets = new TracedSockets(files, this::died);
        Memory memory = new Memory(calls);
        Messages messages = new Messages(memory);
        CallRecords records = new CallRecords(memory, messages, call -> news.add(() -> listener.onCall(call)));
        stops = new CallStops(
                new SyscallInfo(calls),
                new CallEntries(messages, sockets),
                new CallExits(memory, sockets, new ErrorProbe(calls), records),
                what -> news.add(() -> listener.onBlindSpot(what)));
        filter = new SeccompFilter(calls, memory, filtering && SystemCall.known());
    }

    /**
     * Looks whether a command can be run, before anything is begun for it.
     *
     * @param words the command and its arguments; empty for none
     * @throws TraceException if there is no such command, or this machine's calls are not known
     */
    public void check(List<String> words) throws TraceException {
        if (!SystemCall.known()) {
            throw new TraceException("the system calls of this processor are not known", OWN_FAILURE);
        }
        if (!words.isEmpty()) {
            Launch.find(words.get(0));
        }
    }

    /**
     * Runs a command to the end of its last process.
     *
     * @param words the command and its arguments
     * @param environment variables that it is given
     * @return its exit status as a shell would give it: 128 + N if signal N ended it
     * @throws TraceException if it could not be started or traced
     */
    public int run(List<String> words, Map<String, String> environment) throws IOException {
        ignoreQuit();
        int pid = new Launch(calls, environment).stopped(words);
        if (calls.ptrace(Ptrace.SEIZE, pid, 0, OWN) == -1) {
            int errno = Libc.errno();
            calls.waitpid(kill(pid), Libc.buffer(4), Ptrace.WALL);
            throw new TraceException("ptrace: " + Libc.message(errno) + Forbidden.reason(errno, pid), OWN_FAILURE);
        }
        tracees.adopt(pid);
        command.began(pid);
        Libc.calls().kill(pid, Ptrace.SIGCONT);
        follow();
        return command.status();
    }

    /** Ctrl-\ is for the command; Java would write down its threads. */
    private void ignoreQuit() {
        calls.signal(Ptrace.SIGQUIT, SIG_IGN);
    }

    private static int kill(int pid) {
        Libc.calls().kill(pid, Ptrace.SIGKILL);
        return pid;
    }

    /**
     * Passes a signal on to the command. What comes before its beginning it gets then; after its end the signal kills
     * what it has left behind. May be called by any thread.
     *
     * @param reached whether the sender has sent it to the command as well, as a terminal does
     */
    public void signal(int signal, boolean reached) {
        command.signal(signal, reached, tracees.pids());
    }

    /**
     * Follows a process that is running until its end, or until {@link #letGo}.
     *
     * @return 0, since only a parent knows how its child ended
     * @throws TraceException if there is no such process, or it may not be traced
     */
    public int follow(int pid) throws IOException {
        ignoreQuit();
        Attachment attachment = new Attachment(calls);
        int waker = attachment.bell();
        bell = waker;
        try {
            began = true;
            for (int tid : attachment.seize(pid, FOLLOW)) {
                tracees.adopt(tid);
            }
            follow();
            return 0;
        } finally {
            bell = 0;
            Attachment.ring(waker);
            calls.waitpid(waker, Libc.buffer(4), Ptrace.WALL);
        }
    }

    /** Wants a process that is followed to go on by itself. May be called by any thread. */
    public void letGo() {
        leaving = true;
        int waker = bell;
        if (waker > 0) {
            Attachment.ring(waker);
        }
    }

    private void follow() throws IOException {
        while (!tracees.isEmpty()) {
            int tid = calls.waitpid(-1, word, Ptrace.WALL | Ptrace.WNOTHREAD);
            nowNs = RealTime.nowNs();
            if (tid > 0) {
                changed(tid, word.getInt(0));
                tell();
            } else if (Libc.errno() == Ptrace.ECHILD) {
                return;
            } else if (Libc.errno() != Ptrace.EINTR) {
                throw new TraceException("waitpid: " + Libc.message(Libc.errno()), OWN_FAILURE);
            }
        }
    }

    /** Tells what came of a stop, when the thread has gone on: it does not wait for that. */
    private void tell() {
        news.forEach(Runnable::run);
        news.clear();
    }

    private void died(TracedSocket socket) {
        long timeNs = nowNs;
        news.add(() -> listener.onSocketDied(socket.id, timeNs));
    }

    private void changed(int tid, int status) {
        if (tid == bell) {
            woken(status);
            return;
        }
        if (Ptrace.exited(status) || Ptrace.signaled(status)) {
            if (command.is(tid)) {
                command.ended(Ptrace.exitStatus(status));
            }
            ended(tid);
            return;
        }
        stopped(tracees.adopt(tid), Ptrace.stopSignal(status), Ptrace.event(status));
    }

    /** The bell has been rung, or stopped as whatever is seized may do. */
    private void woken(int status) {
        if (Ptrace.exited(status) || Ptrace.signaled(status)) {
            tracees.tids().forEach(tid -> ptrace(Ptrace.INTERRUPT, tid, 0));
        } else {
            ptrace(Ptrace.CONT, bell, 0);
        }
    }

    private void ended(int tid) {
        TracedProcess process = tracees.ended(tid);
        if (process != null) {
            sockets.ended(process);
            stops.ended(process);
        }
    }

    private void stopped(Tracee tracee, int signal, int event) {
        if (leaving) {
            // A signal that was about to be delivered still is; a group that was stopped stays so.
            boolean delivers = event == 0 && signal != Ptrace.SYSCALL_STOP;
            ptrace(Ptrace.DETACH, tracee.tid, delivers ? signal : 0);
            tracees.release(tracee.tid);
            return;
        }
        if (signal == Ptrace.SYSCALL_STOP) {
            if (began) {
                stops.atCall(tracee, nowNs);
            }
            resume(tracee, 0);
            return;
        }
        switch (event) {
            case 0 -> resume(tracee, signal);
            case Ptrace.EVENT_SECCOMP -> {
                stops.atFilter(tracee, nowNs);
                resume(tracee, 0);
            }
            case Ptrace.EVENT_EXEC -> executed(tracee);
            case Ptrace.EVENT_FORK, Ptrace.EVENT_VFORK, Ptrace.EVENT_CLONE -> {
                // Before its parent goes on, which may close what the child has inherited.
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

    /** A thread that was not the first one has taken the place of it, with its number; the others have ended. */
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
            filtered = stops.knows(tracee) && filter.inject(tracee.tid);
        } else if (began) {
            stops.knows(tracee);
        }
        resume(tracee, 0);
    }

    private long message(int tid) {
        return calls.ptrace(Ptrace.GETEVENTMSG, tid, 0, word) == -1 ? 0 : word.getLong(0);
    }

    /**
     * With the filter the next stop is asked for only where the exit of a call matters, and where a standard stream is a
     * socket, as in a shell's redirection: the filter lets reads and writes of those pass.
     */
    private void resume(Tracee tracee, int signal) {
        boolean everyCall = !filtered || tracee.inFlight() || tracee.process.hasStandardSocket();
        ptrace(everyCall ? Ptrace.SYSCALL : Ptrace.CONT, tracee.tid, signal);
    }

    /** A thread that was killed meanwhile does not know of the request, and its end is still to come. */
    private void ptrace(int request, int tid, int signal) {
        calls.ptrace(request, tid, 0, signal);
    }
}
