package dev.udpbounce.kernel;

import dev.udpbounce.timeline.Sender;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who owns a socket: from {@code /proc}, and from what was noted when it was made. For one thread at a time. */
final class SocketOwners {
    /** Whose a socket was, and when that was looked up by System.nanoTime. */
    private record Known(@Nullable Sender sender, long lookedNs) {}

    /** The options of a socket, and when they were read; nanoseconds since the Unix epoch. */
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
     * What was set on the socket at some time since {@code sinceNs}; null unless it was made while that was noted.
     *
     * @param sinceNs nanoseconds since the Unix epoch
     */
    @Nullable
    SocketOptions optionsOf(SocketState socket, long sinceNs) {
        if (births == null || !births.notesOptions()) {
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

    /** As much as is known of the owner; null if that is nothing. */
    @Nullable
    Sender of(SocketState socket) {
        long nowNs = System.nanoTime();
        Known known = byCookie.get(socket.cookie());
        boolean alive = socket.inode() != 0;
        if (known != null && (!alive || nowNs - known.lookedNs < VALID_NS)) {
            return known.sender;
        }
        BirthNote birth = births == null ? null : births.of(socket.cookie());
        Sender sender = alive ? living(socket, birth) : birth == null ? null : ended(birth);
        if ((sender == null || sender.pid() < 0) && known != null) {
            sender = known.sender;
        }
        byCookie.put(socket.cookie(), new Known(sender, nowNs));
        return sender;
    }

    private Sender living(SocketState socket, @Nullable BirthNote birth) {
        ProcessTable.Holder holder = processes.holderOf(socket.inode(), birth == null ? -1 : birth.pid());
        if (holder != null) {
            return sender(holder.pid(), processes.nameOf(holder.pid()), socket.uid(), socket.inode(), holder.fd());
        }
        if (birth == null) {
            return sender(-1, null, socket.uid(), socket.inode(), -1);
        }
        // Another user's process hides what it has open, but not its name.
        String name = processes.nameOf(birth.pid());
        return sender(birth.pid(), name == null ? birth.name() : name, socket.uid(), socket.inode(), -1);
    }

    private Sender ended(BirthNote birth) {
        String name = birth.tid() == birth.pid() ? null : processes.nameOf(birth.pid());
        return sender(birth.pid(), name == null ? birth.name() : name, birth.uid(), -1, -1);
    }

    private static Sender sender(int pid, @Nullable String name, int uid, long inode, int fd) {
        return new Sender(pid, -1, name == null ? "" : name, uid, inode, fd);
    }
}
