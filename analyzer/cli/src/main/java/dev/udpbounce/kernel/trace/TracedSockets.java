package dev.udpbounce.kernel.trace;

import dev.udpbounce.timeline.SocketCall.State;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a trace by inode. A descriptor is asked for its inode at every call, so that it does not matter how a
 * process came by it: through fork, exec, dup or a message.
 */
final class TracedSockets {
    private static final int MOST_OTHERS = 4096;
    private static final int STANDARD_ERROR = 2;

    private final ProcFiles files;
    private final Consumer<TracedSocket> died;
    private final Map<Long, TracedSocket> udp = new HashMap<>();
    private final Map<Long, Boolean> others = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MOST_OTHERS;
        }
    };
    private long ids;

    /** @param died hears of a socket when nothing refers to it any more */
    TracedSockets(ProcFiles files, Consumer<TracedSocket> died) {
        this.files = files;
        this.died = died;
    }

    /** The UDP socket that a descriptor is; null for anything else. */
    @Nullable
    TracedSocket find(TracedProcess process, int tid, int fd) {
        long inode = files.socketInode(tid, fd);
        TracedSocket socket = inode == 0 ? null : udp.get(inode);
        if (socket == null && inode != 0 && !others.containsKey(inode)) {
            State state = files.udpSocket(tid, inode);
            socket = state == null ? null : add(inode, state);
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

    /** A program begins, which may have been given a socket as a standard stream, as inetd(8) does. */
    void findStandard(TracedProcess process, int tid) {
        for (int fd = 0; fd <= STANDARD_ERROR; fd++) {
            find(process, tid, fd);
        }
    }

    /** A call has made a UDP socket; null if it has gone already. */
    @Nullable
    TracedSocket created(TracedProcess process, int tid, int fd) {
        long inode = files.socketInode(tid, fd);
        if (inode == 0) {
            return null;
        }
        others.remove(inode);
        TracedSocket socket = add(inode, State.NEW);
        process.opened(fd, socket, this::forget);
        return socket;
    }

    /** A call has made a socket that is none of UDP; its inode may have been one's. */
    void createdOther(int tid, int fd) {
        long inode = files.socketInode(tid, fd);
        udp.remove(inode);
        others.put(inode, true);
    }

    /** An exec has closed some descriptors. */
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

    private TracedSocket add(long inode, State state) {
        TracedSocket socket = new TracedSocket(++ids, inode, state);
        udp.put(inode, socket);
        return socket;
    }

    private void forget(TracedSocket socket) {
        udp.remove(socket.inode, socket);
        died.accept(socket);
    }
}
