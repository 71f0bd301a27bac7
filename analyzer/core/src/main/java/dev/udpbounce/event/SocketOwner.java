// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The process that owns a socket, or what is common to several processes of which one does. Numbers are -1 if they are
 * not known.
 *
 * @param tid calling thread, known only for a traced call
 * @param name the process name in the kernel (comm), empty if it is not known; not escaped
 * @param uid user ID, unsigned
 * @param inode inode of the socket
 * @param fd descriptor of the socket in that process
 * @param candidates number of processes of which one is the owner; 1 if the owner is this process
 * @param container the container that it runs in; null if there is none, or if it is not known
 */
public record SocketOwner(
        int pid,
        int tid,
        String name,
        int uid,
        long inode,
        int fd,
        int candidates,
        @Nullable Container container) {
    /** Creates the owner of a socket in no container, or what is common to several. */
    public SocketOwner(int pid, int tid, String name, int uid, long inode, int fd, int candidates) {
        this(pid, tid, name, uid, inode, fd, candidates, null);
    }

    /** Creates the owner itself. */
    public SocketOwner(int pid, int tid, String name, int uid, long inode, int fd) {
        this(pid, tid, name, uid, inode, fd, 1);
    }

    /**
     * Returns the owner of one of several sockets.
     *
     * @param owners the owners of all these sockets, at least one; each without a process number counts as a process of
     *     its own
     */
    public static SocketOwner oneOf(List<SocketOwner> owners) {
        SocketOwner first = owners.get(0);
        Set<Integer> pids = new LinkedHashSet<>();
        int unknown = 0;
        boolean sameName = true;
        boolean sameUid = true;
        boolean sameContainer = true;
        for (SocketOwner each : owners) {
            unknown += each.pid < 0 ? 1 : 0;
            pids.add(each.pid);
            sameName &= each.name.equals(first.name);
            sameUid &= each.uid == first.uid;
            sameContainer &= Objects.equals(each.container, first.container);
        }
        int processes = unknown > 0 ? pids.size() - 1 + unknown : pids.size();
        return new SocketOwner(
                processes == 1 ? first.pid : -1,
                -1,
                sameName ? first.name : "",
                sameUid ? first.uid : -1,
                -1,
                -1,
                processes,
                sameContainer ? first.container : null);
    }

    /** Returns the process without its thread and socket. */
    public SocketOwner process() {
        return new SocketOwner(pid, -1, name, uid, -1, -1, candidates, container);
    }
}
