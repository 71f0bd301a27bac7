package dev.udpbounce.kernel.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The threads that are traced, and the processes that they belong to. */
final class Tracees {
    private final ProcFiles files;
    private final Map<Integer, Tracee> threads = new HashMap<>();
    private final Map<Integer, TracedProcess> processes = new ConcurrentHashMap<>();

    Tracees(ProcFiles files) {
        this.files = files;
    }

    boolean isEmpty() {
        return threads.isEmpty();
    }

    Set<Integer> tids() {
        return threads.keySet();
    }

    /** The processes. May be called by any thread. */
    Set<Integer> pids() {
        return processes.keySet();
    }

    /** The thread, which is new if nothing was known of it; a new process has what its parent had open. */
    Tracee adopt(int tid) {
        Tracee known = threads.get(tid);
        if (known != null) {
            return known;
        }
        ProcFiles.Status status = files.status(tid);
        TracedProcess process = processes.get(status.pid());
        if (process == null) {
            process = new TracedProcess(status.pid(), status.name(), status.uid());
            processes.put(status.pid(), process);
            TracedProcess parent = processes.get(status.parent());
            if (parent != null) {
                process.inheritFrom(parent);
            }
        }
        process.threadStarted(tid);
        Tracee tracee = new Tracee(tid, process);
        threads.put(tid, tracee);
        return tracee;
    }

    /** A thread is followed no longer, though it goes on. */
    void release(int tid) {
        threads.remove(tid);
    }

    /** A thread has ended; answers its process if this was the last thread of it. */
    @Nullable
    TracedProcess ended(int tid) {
        Tracee tracee = threads.remove(tid);
        if (tracee == null || !tracee.process.threadEnded(tid)) {
            return null;
        }
        processes.remove(tracee.process.pid, tracee.process);
        return tracee.process;
    }

    /** A thread has taken the number of the first one with an exec, so that its own is no more. */
    void renumbered(int former, Tracee now) {
        threads.remove(former);
        now.process.threadEnded(former);
    }
}
