// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.event.Container;
import dev.udpbounce.kernel.sys.BoundedMap;
import dev.udpbounce.kernel.sys.ProcessStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What {@code /proc} tells of processes: their names, command lines and containers. For one thread at a time. */
final class Processes {
    /**
     * What is known of a process; nothing is escaped.
     *
     * @param name name of its first thread; empty if not known
     * @param command its arguments, separated by blanks; empty if not known
     */
    record Known(String name, String command, @Nullable Container container) {
        static final Known NOTHING = new Known("", "", null);
    }

    private record Entry(Known known, long readNs) {}

    private static final int MAX_PROCESSES = 1 << 12;
    private static final long VALID_NS = 1_000_000_000;
    private static final int MAX_OCTETS = 4096;
    /** Code points of a command line. */
    private static final int COLUMNS = 80;

    private final Path proc;
    private final LongSupplier nanoTime;
    private final Containers containers;
    private final Map<Integer, Entry> entries = new BoundedMap<>(MAX_PROCESSES);

    /**
     * @param proc {@code /proc}, or a directory like it
     * @param nanoTime a clock like System.nanoTime
     */
    Processes(Path proc, LongSupplier nanoTime, Containers containers) {
        this.proc = proc;
        this.nanoTime = nanoTime;
        this.containers = containers;
    }

    /** Returns what is known of a process that is alive, or was a second ago. */
    Known of(int pid) {
        long nowNs = nanoTime.getAsLong();
        Entry entry = entries.get(pid);
        if (entry != null && nowNs - entry.readNs < VALID_NS) {
            return entry.known;
        }
        Known known = read(proc.resolve(String.valueOf(pid)));
        // A process that is ending has no command line any more.
        if (!known.command.isEmpty()) {
            entries.put(pid, new Entry(known, nowNs));
        }
        return known;
    }

    private Known read(Path folder) {
        byte[] stat = octets(folder.resolve("stat"));
        String name = ProcessStat.name(stat);
        return new Known(
                name == null ? "" : name,
                command(octets(folder.resolve("cmdline"))),
                containers.named(new String(octets(folder.resolve("cgroup")), StandardCharsets.UTF_8)));
    }

    /** Returns the beginning of a file; empty if the process has ended or is hidden. */
    private static byte[] octets(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readNBytes(MAX_OCTETS);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** Returns the beginning of a command line, whose arguments each end with a 0. */
    static String command(byte[] octets) {
        int length = octets.length;
        while (length > 0 && octets[length - 1] == 0) {
            length--;
        }
        String text = new String(octets, 0, length, StandardCharsets.UTF_8).replace('\0', ' ');
        return text.codePointCount(0, text.length()) <= COLUMNS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, COLUMNS));
    }
}
