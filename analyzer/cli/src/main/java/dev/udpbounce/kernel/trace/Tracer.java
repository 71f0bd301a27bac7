// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.event.SocketCall;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.RealTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a command, its threads and its children with ptrace(2) until the last of them has ended. All tracing happens
 * on the thread that calls {@link #run}, because the kernel binds a tracer to its thread.
 */
public final class Tracer {
    /** Receives the calls of a trace in order; called on the tracer's thread while the program continues. */
    public interface Listener {
        /** Called when the command's first process has executed a file. This process creates no further one then. */
        default void onExecuted() {}

        void onCall(SocketCall call);

        /** Called when a socket has no descriptors left. */
        void onSocketDied(long socketId, long timeNs);

        /**
         * Called when a socket in another network namespace is found, once for each namespace, before the program can use
         * it.
         *
         * @param pid a process in it
         * @param namespace closed by the receiver
         * @return the name by which its packets are captured from now on; null if they are not
         */
        default @Nullable String onOtherNetwork(int pid, NetworkNamespace namespace) {
            namespace.close();
            return null;
        }

        /** Called once for each part of the program that cannot be followed. */
        void onBlindSpot(String what);
    }

    private static final int FOLLOW =
            Ptrace.O_TRACESYSGOOD | Ptrace.O_TRACEEXEC | Ptrace.O_TRACEFORK | Ptrace.O_TRACEVFORK | Ptrace.O_TRACECLONE;

    /** A command started by this process must not outlive it: with a filter and no tracer, its calls would fail. */
    private static final int OWN = FOLLOW | Ptrace.O_TRACESECCOMP | Ptrace.O_EXITKILL;

    private static final long SIG_IGN = 1;
    private static final byte[] SHELL = Octets.encode("/bin/sh");

    private final TraceCalls calls;
    private final Listener listener;
    private final Inheritance inheritance;
    private final TracedSockets sockets;
    private final Stops stops;
    private final Tracees tracees;
    private final FirstProcess command = new FirstProcess();
    private final List<Runnable> news = new ArrayList<>();
    private final Pointer word = Libc.runtime().getMemoryManager().allocateDirect(8, true);
    private volatile int bell;
    private long nowNs;

    /**
     * Creates a tracer. Must precede the opening of a capture, because libpcap's descriptors stay open across an exec.
     *
     * @param filtering whether the kernel stops the command only at relevant calls, if possible
     */
    public Tracer(Listener listener, boolean filtering) throws IOException {
        this.listener = listener;
        inheritance = Inheritance.ofThisProcess();
        calls = TraceCalls.load();
        ProcFiles files = new ProcFiles(calls);
        tracees = new Tracees(files);
        SocketProbe probe = new SocketProbe(calls, listener::onOtherNetwork);
        sockets = new TracedSockets(files, probe, this::died);
        Memory memory = new Memory(calls);
        MessageHeaders messages = new MessageHeaders(memory);
        CallRecords records = new CallRecords(memory, messages, call -> news.add(() -> listener.onCall(call)));
        SeccompFilter filter = new SeccompFilter(calls, memory, filtering && CallNumbers.areOfThisMachine());
        CallStops callStops = new CallStops(
                new SyscallInfo(calls),
                files,
                new CallEntries(messages, sockets),
                new CallExits(memory, sockets, probe, records),
                new CallCorrections(calls, memory, filter::inForce),
                what -> news.add(() -> listener.onBlindSpot(what)));
        stops = new Stops(calls, tracees, command, files, sockets, callStops, filter);
    }

    /**
     * Checks in advance whether a command can be run.
     *
     * @param words the command and its arguments; empty for none
     * @throws TraceException if there is no such command, or this machine's system calls are not supported
     */
    public void check(List<String> words) throws TraceException {
        if (!CallNumbers.areOfThisMachine()) {
            throw new TraceException("the system calls of this processor are not known");
        }
        if (!words.isEmpty()) {
            List<byte[]> arguments = Octets.last(inheritance.arguments(), words);
            Executables.find(arguments.get(0), words.get(0), inheritance.environment());
        }
    }

    /**
     * Runs a command until its last process has ended.
     *
     * @param words the command and its arguments
     * @param variables variables to set in the environment, which is otherwise that of this process
     * @return the command's exit status as a shell reports it: 128 + N if signal N ended it
     * @throws TraceException if it cannot be started or traced
     */
    public int run(List<String> words, Map<String, String> variables) throws IOException {
        ignoreQuit();
        List<byte[]> arguments = Octets.last(inheritance.arguments(), words);
        List<byte[]> environment = Octets.set(inheritance.environment(), variables);
        byte[] path = Executables.find(arguments.get(0), words.get(0), environment);
        Launch launch = follow(path, arguments, environment);
        if (launch.isScript()) {
            // Like execvp(3) with a script that does not name its interpreter.
            List<byte[]> script = new ArrayList<>(List.of(Octets.encode("sh"), path));
            script.addAll(arguments.subList(1, arguments.size()));
            launch = follow(SHELL, script, environment);
        }
        if (launch.errno() != 0) {
            boolean missing = launch.errno() == Errno.ENOENT.linux(); // no such interpreter
            throw new TraceException(
                    words.get(0) + ": " + Libc.message(launch.errno()),
                    missing ? TraceException.Kind.NOT_FOUND : TraceException.Kind.NOT_EXECUTABLE);
        }
        return command.status();
    }

    /** Follows a command until its last process has ended, or its exec has failed. */
    private Launch follow(byte[] path, List<byte[]> arguments, List<byte[]> environment) throws IOException {
        Launch launch = Launch.begin(path, arguments, environment, inheritance);
        launch.await();
        if (calls.ptrace(Ptrace.SEIZE, launch.pid(), 0, OWN) == -1) {
            throw new Attachment(calls).refused(launch.pid());
        }
        tracees.adopt(launch.pid());
        command.began(launch.pid());
        launch.release();
        follow();
        launch.finish();
        return launch;
    }

    /** Ignores SIGQUIT: Ctrl-\ is for the command, and the JVM would print a thread dump. */
    private void ignoreQuit() {
        calls.signal(Ptrace.SIGQUIT, SIG_IGN);
    }

    /**
     * Passes a signal on to the command. A signal before its start is delivered at the start; one after its end kills
     * its remaining processes. May be called by any thread.
     *
     * @param reached whether the sender has also signaled the command itself, as a terminal does
     */
    public void signal(int signal, boolean reached) {
        command.signal(signal, reached, tracees.pids());
    }

    /**
     * Follows a running process until its end, or until {@link #letGo}.
     *
     * @return 0, because only a parent knows the exit status of its child
     * @throws TraceException if there is no such process, or it cannot be traced
     */
    public int follow(int pid) throws IOException {
        ignoreQuit();
        Attachment attachment = new Attachment(calls);
        int waker = attachment.bell();
        bell = waker;
        try {
            stops.begin();
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

    /** Requests detachment from a followed process. May be called by any thread. */
    public void letGo() {
        stops.leave();
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
                int status = word.getInt(0);
                try {
                    changed(tid, status);
                    report();
                } catch (RuntimeException | Error e) {
                    news.clear();
                    new UnseenFollowing(calls, command, tracees.tids(), bell).follow(tid, status);
                    listener.onBlindSpot("what came after a failure of udpbounce itself (" + e + ")");
                    return;
                }
            } else if (Libc.errno() == Errno.ECHILD.linux()) {
                return;
            } else if (Libc.errno() != Errno.EINTR.linux()) {
                throw new TraceException("waitpid: " + Libc.message(Libc.errno()));
            }
        }
    }

    /** Reports the events of a stop after the thread has been resumed, so that it does not wait for the listener. */
    private void report() {
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
        stops.at(tracees.adopt(tid), Ptrace.stopSignal(status), Ptrace.event(status), nowNs);
        if (Ptrace.event(status) == Ptrace.EVENT_EXEC && command.is(tid)) {
            news.add(listener::onExecuted);
        }
    }

    /** Handles a change of the bell: it has ended, or has stopped as any seized process may. */
    private void woken(int status) {
        if (Ptrace.exited(status) || Ptrace.signaled(status)) {
            tracees.tids().forEach(tid -> calls.ptrace(Ptrace.INTERRUPT, tid, 0, 0));
        } else {
            calls.ptrace(Ptrace.CONT, bell, 0, 0);
        }
    }

    private void ended(int tid) {
        TracedProcess process = tracees.ended(tid);
        if (process != null) {
            sockets.ended(process);
            stops.ended(process);
        }
    }
}
