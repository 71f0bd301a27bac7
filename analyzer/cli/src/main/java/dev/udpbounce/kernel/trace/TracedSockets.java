// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.event.SocketState;
import dev.udpbounce.kernel.sys.BoundedMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a trace, by inode. The inode of a descriptor is looked up at every call, so it does not matter how a
 * process obtained the descriptor: through fork, exec, dup or a message.
 */
final class TracedSockets {
    private static final int MOST_OTHERS = 4096;
    private static final int STANDARD_ERROR = 2;

    private final ProcFiles files;
    private final SocketProbe probe;
    private final Consumer<TracedSocket> died;
    private final Map<Long, TracedSocket> udp = new HashMap<>();
    private final Map<Long, Boolean> others = new BoundedMap<>(MOST_OTHERS);
    private long ids;

    /** @param died receives a socket that has no descriptors left */
    TracedSockets(ProcFiles files, SocketProbe probe, Consumer<TracedSocket> died) {
        this.files = files;
        this.probe = probe;
        this.died = died;
    }

    /** Returns the UDP socket of a descriptor; null if it is not a UDP socket. */
    @Nullable
    TracedSocket find(TracedProcess process, int tid, int fd) {
        long inode = files.socketInode(tid, fd);
        TracedSocket socket = inode == 0 ? null : udp.get(inode);
        if (socket == null && inode != 0 && !others.containsKey(inode)) {
            SocketState state = files.udpSocket(tid, inode);
            socket = state == null ? null : add(inode, probe.complete(process.pid, fd, state));
            if (socket == null) {
                others.put(inode, true);
            }
        }
        if (socket == null) {
            process.closed(fd, this::forget);
        } else if (!socket.equals(process.socket(fd))) {
            process.opened(fd, socket, this::forget);
        }
        return socket;
    }

    /** Finds UDP sockets among the standard streams of a new program, as passed on by inetd(8). */
    void findStandard(TracedProcess process, int tid) {
        for (int fd = 0; fd <= STANDARD_ERROR; fd++) {
            find(process, tid, fd);
        }
    }

    /** Adds a UDP socket that a call created; returns null if it is already closed. */
    @Nullable
    TracedSocket created(TracedProcess process, int tid, int fd) {
        long inode = files.socketInode(tid, fd);
        if (inode == 0) {
            return null;
        }
        others.remove(inode);
        TracedSocket socket = add(inode, probe.complete(process.pid, fd, SocketState.NEW));
        process.opened(fd, socket, this::forget);
        return socket;
    }

    /** Adds another socket that a call created; its inode may have belonged to a UDP socket. */
    void createdOther(int tid, int fd) {
        long inode = files.socketInode(tid, fd);
        udp.remove(inode);
        others.put(inode, true);
    }

    /** Removes the descriptors closed by an exec. */
    void verify(TracedProcess process, int tid) {
        for (int fd : process.descriptors()) {
            find(process, tid, fd);
        }
    }

    void closed(TracedProcess process, int fd) {
        process.closed(fd, this::forget);
    }

    void ended(TracedProcess process) {
        process.closedAll(this::forget);
    }

    private TracedSocket add(long inode, SocketState state) {
        TracedSocket socket = new TracedSocket(++ids, inode, state);
        udp.put(inode, socket);
        return socket;
    }

    private void forget(TracedSocket socket) {
        udp.remove(socket.inode, socket);
        died.accept(socket);
    }
}
