package dev.udpbounce.kernel;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which process has which socket open, and its name, as {@code /proc} shows it. The descriptors of other users' processes
 * are shown to root only. For one thread at a time.
 */
final class ProcessTable {
    /** An open socket. */
    record Holder(int pid, int fd) {}

    /** A name, and when it was read. */
    private record Name(@Nullable String text, long readNs) {}

    private static final int MAX_SOCKETS = 1 << 16;
    private static final int MAX_UNKNOWN = 1 << 12;
    private static final int MAX_NAMES = 1 << 10;
    private static final String SOCKET = "socket:[";
    private static final long NONE = -1;
    /** Rights were given up since, and this is another user's. */
    private static final long HIDDEN = -2;

    /** One part in this many of the time may be spent on looking through descriptors. */
    private static final int SHARE = 20;

    private static final long MOST_SAVED_NS = 100_000_000;
    private static final long NAME_VALID_NS = 100_000_000;
    private static final long UNKNOWN_AGAIN_NS = 5_000_000_000L;

    private final Path proc;
    private final LongSupplier nanoTime;
    private final Map<Long, Holder> holders = new BoundedMap<>(MAX_SOCKETS);
    /** Inodes that no scan found, and when that was. */
    private final Map<Long, Long> unknown = new BoundedMap<>(MAX_UNKNOWN);

    private final Map<Integer, Name> names = new BoundedMap<>(MAX_NAMES);
    private long savedNs = MOST_SAVED_NS;
    private long lastNs;

    ProcessTable() {
        this(Path.of("/proc"), System::nanoTime);
    }

    /**
     * @param proc a folder made like {@code /proc}
     * @param nanoTime a clock as System.nanoTime
     */
    ProcessTable(Path proc, LongSupplier nanoTime) {
        this.proc = proc;
        this.nanoTime = nanoTime;
        lastNs = nanoTime.getAsLong();
    }

    /**
     * Who has the socket with this inode open. Of several processes the youngest is named that had it open when that was
     * last looked for.
     *
     * @param likely process to look into first; -1 for none
     * @return null where that cannot be seen, or would be too much work at the moment
     */
    @Nullable
    Holder holderOf(long inode, int likely) {
        Holder known = holders.get(inode);
        if (known != null && isStill(known, inode)) {
            return known;
        }
        holders.remove(inode);
        boolean mayWork = mayWork();
        if (mayWork && likely > 0) {
            work(() -> collect(likely));
        }
        if (mayWork && !holders.containsKey(inode) && !isKnownToBeUnknown(inode)) {
            scan();
            if (!holders.containsKey(inode)) {
                unknown.put(inode, lastNs);
            }
        }
        return holders.get(inode);
    }

    private boolean isKnownToBeUnknown(long inode) {
        Long sinceNs = unknown.get(inode);
        return sinceNs != null && lastNs - sinceNs < UNKNOWN_AGAIN_NS;
    }

    /** Reads who has what open, to begin with; what that takes is no part of the share of the time. */
    void begin() {
        scan();
        savedNs = MOST_SAVED_NS;
    }

    /** Reads who has what open, as far as the rights go. */
    void scan() {
        work(() -> {
            List<Integer> pids = numbersIn(proc);
            // The youngest comes last and stays: a daemon's child rather than the daemon that handed the socket down.
            pids.sort(Comparator.naturalOrder());
            pids.forEach(this::collect);
        });
    }

    private boolean mayWork() {
        long nowNs = nanoTime.getAsLong();
        savedNs = Math.min(MOST_SAVED_NS, savedNs + (nowNs - lastNs) / SHARE);
        lastNs = nowNs;
        return savedNs > 0;
    }

    /** What takes long because others use the processor is not made up for without end. */
    private void work(Runnable task) {
        long startNs = nanoTime.getAsLong();
        task.run();
        lastNs = nanoTime.getAsLong();
        savedNs = Math.max(-MOST_SAVED_NS, savedNs - (lastNs - startNs));
    }

    private void collect(int pid) {
        Path folder = proc.resolve(pid + "/fd");
        for (int fd : numbersIn(folder)) {
            long inode = socketAt(folder.resolve(String.valueOf(fd)));
            if (inode > 0) {
                holders.put(inode, new Holder(pid, fd));
            }
        }
    }

    /** Whether that is still so, or was so when it could be seen and the process lives. */
    private boolean isStill(Holder holder, long inode) {
        long found = socketAt(proc.resolve(holder.pid + "/fd/" + holder.fd));
        return found == inode || (found == HIDDEN && nameOf(holder.pid) != null);
    }

    /** The inode of the socket that this link shows; {@link #NONE} if it shows none. */
    private static long socketAt(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith(SOCKET) && target.endsWith("]")
                    ? Long.parseLong(target, SOCKET.length(), target.length() - 1, 10)
                    : NONE;
        } catch (AccessDeniedException e) {
            return HIDDEN;
        } catch (IOException | NumberFormatException e) {
            // Closed meanwhile, or no such link as the kernel makes.
            return NONE;
        }
    }

    private static List<Integer> numbersIn(Path folder) {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ProcessTable::isNumbered)) {
            for (Path entry : entries) {
                numbers.add(Integer.parseInt(entry.getFileName().toString()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The process ended meanwhile, or is another user's: what was read until then counts.
            return numbers;
        }
        return numbers;
    }

    private static boolean isNumbered(Path entry) {
        String name = entry.getFileName().toString();
        return name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The name of a process as it was a moment ago; null if it is no more, or hidden. */
    @Nullable
    String nameOf(int pid) {
        long nowNs = nanoTime.getAsLong();
        Name name = names.get(pid);
        if (name == null || nowNs - name.readNs > NAME_VALID_NS) {
            name = new Name(read(pid), nowNs);
            names.put(pid, name);
        }
        return name.text;
    }

    private @Nullable String read(int pid) {
        try {
            return ProcessStat.name(Files.readAllBytes(proc.resolve(pid + "/stat")));
        } catch (IOException e) {
            return null;
        }
    }
}
