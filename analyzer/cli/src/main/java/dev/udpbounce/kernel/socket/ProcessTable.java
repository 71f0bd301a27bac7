// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Container;
import dev.udpbounce.kernel.observe.Containers;
import dev.udpbounce.kernel.sys.BoundedMap;
import dev.udpbounce.kernel.sys.ProcessStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 * The processes that have sockets open, and their names, from {@code /proc}. Only root sees the descriptors of other
 * users' processes. For one thread at a time.
 */
final class ProcessTable {
    /** An open socket. */
    record Holder(int pid, int fd) {}

    /** A name and the time at which it was read. */
    private record Name(@Nullable String text, long readNs) {}

    /** A container and the time at which it was read. */
    private record Contained(@Nullable Container container, long readNs) {}

    private static final long CONTAINER_VALID_NS = 1_000_000_000;
    private static final int MAX_OCTETS = 4096;
    private static final int MAX_SOCKETS = 1 << 16;
    private static final int MAX_UNKNOWN = 1 << 12;
    private static final int MAX_NAMES = 1 << 10;
    private static final String SOCKET = "socket:[";
    private static final long NONE = -1;
    /** The descriptor belongs to another user, and this process has given up its privileges. */
    private static final long HIDDEN = -2;

    /** Scans of descriptors may take one part in this many of the time. */
    private static final int SHARE = 20;

    private static final long MOST_SAVED_NS = 100_000_000;
    private static final long NAME_VALID_NS = 100_000_000;
    private static final long UNKNOWN_AGAIN_NS = 5_000_000_000L;

    private final Path proc;
    private final LongSupplier nanoTime;
    private final Containers containers;
    private final Map<Long, Holder> holders = new BoundedMap<>(MAX_SOCKETS);
    /** Inodes that no scan found, and the time of the scan. */
    private final Map<Long, Long> unknown = new BoundedMap<>(MAX_UNKNOWN);

    private final Map<Integer, Name> names = new BoundedMap<>(MAX_NAMES);
    private final Map<Integer, Contained> contained = new BoundedMap<>(MAX_NAMES);
    private long savedNs = MOST_SAVED_NS;
    private long lastNs;

    /** @param containers recognizes those of processes */
    ProcessTable(Containers containers) {
        this(Path.of("/proc"), System::nanoTime, containers);
    }

    /**
     * @param proc {@code /proc}, or a directory like it
     * @param nanoTime a clock like System.nanoTime
     * @param containers recognizes those of processes
     */
    ProcessTable(Path proc, LongSupplier nanoTime, Containers containers) {
        this.proc = proc;
        this.containers = containers;
        this.nanoTime = nanoTime;
        lastNs = nanoTime.getAsLong();
    }

    /**
     * Finds a process that has the socket with this inode open. If several do, it is the youngest at the time of the
     * last scan.
     *
     * @param likely process to examine first; -1 for none
     * @return null if no process can be seen, or if a scan would exceed the time budget
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

    /** Runs the initial scan, which is not charged to the time budget. */
    void begin() {
        scan();
        savedNs = MOST_SAVED_NS;
    }

    /** Scans all open sockets that this process has the privileges to see. */
    void scan() {
        work(() -> {
            List<Integer> pids = numbersIn(proc);
            // The youngest process is last and prevails: a daemon's child rather than the daemon that passed the socket
            // on.
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

    /**
     * Runs a task and charges its time to the budget. The debt is limited, because a busy processor prolongs the task.
     */
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

    /** Returns whether the holder has the socket open, or had it when last visible and is alive. */
    private boolean isStill(Holder holder, long inode) {
        long found = socketAt(proc.resolve(holder.pid + "/fd/" + holder.fd));
        return found == inode || (found == HIDDEN && nameOf(holder.pid) != null);
    }

    /** Returns the inode of the socket that this link refers to; {@link #NONE} if it is not a socket. */
    private static long socketAt(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith(SOCKET) && target.endsWith("]")
                    ? Long.parseLong(target, SOCKET.length(), target.length() - 1, 10)
                    : NONE;
        } catch (AccessDeniedException e) {
            return HIDDEN;
        } catch (IOException | NumberFormatException e) {
            // The descriptor has been closed, or the link is not in the kernel's format.
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
            // The process has ended, or belongs to another user: return the entries read so far.
            return numbers;
        }
        return numbers;
    }

    private static boolean isNumbered(Path entry) {
        String name = entry.getFileName().toString();
        return name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Returns the recent name of a process; null if it has ended or is hidden. */
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

    /** Returns the container of a process, as of a second ago at most; null if there is none, or if it has ended. */
    @Nullable
    Container containerOf(int pid) {
        long nowNs = nanoTime.getAsLong();
        Contained known = contained.get(pid);
        if (known == null || nowNs - known.readNs > CONTAINER_VALID_NS) {
            known = new Contained(readContainer(pid), nowNs);
            contained.put(pid, known);
        }
        return known.container;
    }

    private @Nullable Container readContainer(int pid) {
        try (InputStream groups = Files.newInputStream(proc.resolve(pid + "/cgroup"))) {
            return containers.named(new String(groups.readNBytes(MAX_OCTETS), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable String read(int pid) {
        try {
            return ProcessStat.name(Files.readAllBytes(proc.resolve(pid + "/stat")));
        } catch (IOException e) {
            return null;
        }
    }
}
