// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Container;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.sys.BoundedMap;
import dev.udpbounce.kernel.sys.RealTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the owner of a socket, from {@code /proc} and from the note made at its creation. For one thread at a time. */
final class SocketOwners {
    /** A socket's owner, and the System.nanoTime of the look-up. */
    private record Known(@Nullable SocketOwner owner, long lookedNs) {}

    /** A socket's options and the time at which they were read, in nanoseconds since the Unix epoch. */
    private record Setting(@Nullable SocketOptions options, long readNs) {}

    private static final int MAX_KNOWN = 1 << 13;
    private static final long VALID_NS = 1_000_000_000;

    private final ProcessTable processes;
    private final @Nullable SocketBirths births;
    private final Map<Long, Known> byCookie = new BoundedMap<>(MAX_KNOWN);
    private final Map<Long, Setting> settings = new BoundedMap<>(MAX_KNOWN);

    SocketOwners(ProcessTable processes, @Nullable SocketBirths births) {
        this.processes = processes;
        this.births = births;
    }

    /**
     * Returns the socket's options as of {@code sinceNs} or later; null unless its creation and options were noted.
     *
     * @param sinceNs nanoseconds since the Unix epoch
     */
    @Nullable
    SocketOptions optionsOf(SocketState socket, long sinceNs) {
        if (births == null || !births.notesOptions() || socket.cookie() == 0) {
            return null;
        }
        Setting known = settings.get(socket.cookie());
        if (known == null || known.readNs < sinceNs) {
            long nowNs = RealTime.nowNs();
            BirthNote birth = births.of(socket.cookie());
            known = new Setting(birth == null ? null : birth.options(), nowNs);
            settings.put(socket.cookie(), known);
        }
        return known.options;
    }

    /** Returns the known facts about the owner; null if there are none. */
    @Nullable
    SocketOwner of(SocketState socket) {
        if (socket.cookie() == 0) {
            return null;
        }
        long nowNs = System.nanoTime();
        Known known = byCookie.get(socket.cookie());
        boolean alive = socket.inode() != 0;
        if (known != null && (!alive || nowNs - known.lookedNs < VALID_NS)) {
            return known.owner;
        }
        BirthNote birth = births == null ? null : births.of(socket.cookie());
        SocketOwner owner = alive ? living(socket, birth) : birth == null ? null : ended(birth);
        if ((owner == null || owner.pid() < 0) && known != null) {
            owner = known.owner;
        }
        byCookie.put(socket.cookie(), new Known(owner, nowNs));
        return owner;
    }

    /** Returns the process that made the socket with this cookie; null if that is not known. */
    @Nullable
    SocketOwner ofCookie(long cookie) {
        BirthNote birth = births == null || cookie == 0 ? null : births.of(cookie);
        return birth == null ? null : ended(birth);
    }

    private SocketOwner living(SocketState socket, @Nullable BirthNote birth) {
        ProcessTable.Holder holder = processes.holderOf(socket.inode(), birth == null ? -1 : birth.pid());
        if (holder != null) {
            return owner(holder.pid(), processes.nameOf(holder.pid()), socket.uid(), socket.inode(), holder.fd());
        }
        if (birth == null) {
            return owner(-1, null, socket.uid(), socket.inode(), -1);
        }
        // The descriptors of another user's process are hidden, but its name is not.
        String name = processes.nameOf(birth.pid());
        return owner(birth.pid(), name == null ? birth.name() : name, socket.uid(), socket.inode(), -1);
    }

    private SocketOwner ended(BirthNote birth) {
        String name = birth.tid() == birth.pid() ? null : processes.nameOf(birth.pid());
        return owner(birth.pid(), name == null ? birth.name() : name, birth.uid(), -1, -1);
    }

    private SocketOwner owner(int pid, @Nullable String name, int uid, long inode, int fd) {
        Container container = pid < 0 ? null : processes.containerOf(pid);
        return new SocketOwner(pid, -1, name == null ? "" : name, uid, inode, fd, 1, container);
    }
}
