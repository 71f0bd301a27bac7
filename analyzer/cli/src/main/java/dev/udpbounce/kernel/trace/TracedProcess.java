// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A traced process, with its descriptors that are known to be UDP sockets. */
final class TracedProcess {
    final int pid;
    private final Map<Integer, TracedSocket> sockets = new HashMap<>();
    private final Set<Integer> threads = new HashSet<>();
    private String name;
    private int uid;

    TracedProcess(int pid, String name, int uid) {
        this.pid = pid;
        this.name = name;
        this.uid = uid;
    }

    String name() {
        return name;
    }

    int uid() {
        return uid;
    }

    void renamed(String newName, int newUid) {
        name = newName;
        uid = newUid;
    }

    void threadStarted(int tid) {
        threads.add(tid);
    }

    /** Removes a thread; returns whether it was the last one. */
    boolean threadEnded(int tid) {
        threads.remove(tid);
        return threads.isEmpty();
    }

    Set<Integer> threads() {
        return threads;
    }

    boolean hasSockets() {
        return !sockets.isEmpty();
    }

    /** Returns whether standard input, output or error is one of the sockets. */
    boolean hasStandardSocket() {
        return !sockets.isEmpty() && (sockets.containsKey(0) || sockets.containsKey(1) || sockets.containsKey(2));
    }

    @Nullable
    TracedSocket socket(int fd) {
        return sockets.get(fd);
    }

    Set<Integer> descriptors() {
        return Set.copyOf(sockets.keySet());
    }

    /** Assigns a socket to a descriptor; {@code died} receives the previous socket if this was its last descriptor. */
    void opened(int fd, TracedSocket socket, Consumer<TracedSocket> died) {
        socket.hold();
        release(sockets.put(fd, socket), died);
    }

    void closed(int fd, Consumer<TracedSocket> died) {
        release(sockets.remove(fd), died);
    }

    void closedAll(Consumer<TracedSocket> died) {
        descriptors().forEach(fd -> closed(fd, died));
    }

    /** Copies the descriptors that a forked child inherits. */
    void inheritFrom(TracedProcess parent) {
        parent.sockets.forEach((fd, socket) -> {
            socket.hold();
            sockets.put(fd, socket);
        });
    }

    private static void release(@Nullable TracedSocket socket, Consumer<TracedSocket> died) {
        if (socket != null && socket.release()) {
            died.accept(socket);
        }
    }
}
