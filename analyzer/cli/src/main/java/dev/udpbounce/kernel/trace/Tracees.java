// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The traced threads and their processes. */
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

    /** Returns the process ids. May be called by any thread. */
    Set<Integer> pids() {
        return processes.keySet();
    }

    /** Returns the thread, adding it if it is unknown; a new process inherits its parent's descriptors. */
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

    /** Removes a thread that is no longer traced but continues. */
    void release(int tid) {
        threads.remove(tid);
    }

    /** Removes an ended thread; returns its process if this was its last thread. */
    @Nullable
    TracedProcess ended(int tid) {
        Tracee tracee = threads.remove(tid);
        if (tracee == null || !tracee.process.threadEnded(tid)) {
            return null;
        }
        processes.remove(tracee.process.pid, tracee.process);
        return tracee.process;
    }

    /** Removes the former id of a thread that has taken over the first thread's id in an exec. */
    void renumbered(int former, Tracee now) {
        threads.remove(former);
        now.process.threadEnded(former);
    }
}
