// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The network namespaces of this machine: those with a file that keeps them, as {@code ip netns add} and the container
 * runtimes make, and those of processes. Without CAP_SYS_PTRACE, those of other users' processes are not seen.
 */
public final class NamespaceTable {
    /**
     * A namespace.
     *
     * @param number as in {@code net:[4026531840]}
     * @param name name of its file in {@code /run/netns}, or the number of its first process; not escaped
     * @param files files that refer to it; some may be in folders that this process may not enter
     */
    public record Found(long number, String name, List<Path> files) {
        /**
         * Opens it by the first file that can be opened.
         *
         * @throws NamespaceException if none can
         */
        public NetworkNamespace open() throws NamespaceException {
            NamespaceException refused = null;
            for (Path file : files) {
                try {
                    return NetworkNamespace.open(name, file);
                } catch (NamespaceException e) {
                    refused = e;
                }
            }
            throw refused == null
                    ? new NamespaceException(NamespaceException.Kind.ABSENT, name, "does not exist")
                    : refused;
        }

        private Found with(Path file) {
            List<Path> all = new ArrayList<>(files);
            all.add(file);
            return new Found(number, name, all);
        }
    }

    private static final Path NAMED = Path.of("/run/netns");
    private static final Path PROC = Path.of("/proc");
    private static final Pattern PID = Pattern.compile("[0-9]{1,10}");

    /** Fields of a line of {@code mountinfo}, proc_pid_mountinfo(5): identifier, parent, device, root, mount point. */
    private static final int ROOT = 3;

    private static final int MOUNT_POINT = 4;

    private final Path proc;
    private final Path named;

    public NamespaceTable() {
        this(PROC, NAMED);
    }

    /**
     * @param proc {@code /proc}, or a directory like it
     * @param named {@code /run/netns}, or a directory like it
     */
    NamespaceTable(Path proc, Path named) {
        this.proc = proc;
        this.named = named;
    }

    /**
     * Opens the namespace that a user names.
     *
     * @param word name of a file in {@code /run/netns}, or the number of a process
     * @throws NamespaceException if there is none of that name, or if this process lacks the rights
     */
    public NetworkNamespace open(String word) throws NamespaceException {
        return NetworkNamespace.open(word, file(word));
    }

    private Path file(String word) throws NamespaceException {
        if (PID.matcher(word).matches()) {
            return namespaceOf(word);
        }
        boolean isName = !word.isEmpty()
                && !word.equals(".")
                && !word.equals("..")
                && word.indexOf('/') < 0
                && word.indexOf('\0') < 0;
        if (!isName) {
            throw new NamespaceException(NamespaceException.Kind.ABSENT, word, "does not exist");
        }
        return named.resolve(word);
    }

    private Path namespaceOf(String pid) {
        return proc.resolve(pid).resolve("ns").resolve("net");
    }

    /** Returns the name of a namespace: that of its file, or the number of its first process; null if it is not seen. */
    public @Nullable String nameOf(NetworkNamespace namespace) {
        return others().stream()
                .filter(each -> each.number() == namespace.number())
                .map(Found::name)
                .findFirst()
                .orElse(null);
    }

    /** Returns all namespaces but this thread's, those with names first. */
    public List<Found> others() {
        Map<Long, Found> found = new LinkedHashMap<>();
        addKept(found);
        addOfProcesses(found);
        found.remove(NetworkNamespace.own());
        found.remove(NetworkNamespace.UNKNOWN);
        return new ArrayList<>(found.values());
    }

    /** Adds those that a bind mount keeps; one in {@code /run/netns} gives the name. */
    private void addKept(Map<Long, Found> found) {
        List<String> lines;
        try {
            lines = Files.readAllLines(proc.resolve("thread-self/mountinfo"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return; // those of processes are left
        }
        for (String line : lines) {
            String[] fields = line.split(" ", MOUNT_POINT + 2);
            long number =
                    fields.length > MOUNT_POINT ? NetworkNamespace.number(fields[ROOT]) : NetworkNamespace.UNKNOWN;
            if (number != NetworkNamespace.UNKNOWN) {
                Path file = Path.of(unescaped(fields[MOUNT_POINT]));
                Found kept = new Found(number, String.valueOf(file.getFileName()), List.of(file));
                if (named.equals(file.getParent())) {
                    found.put(number, kept);
                } else {
                    found.putIfAbsent(number, kept);
                }
            }
        }
    }

    /** Reverses the kernel's escapes, {@code mangle_path}: a blank is {@code \040}. */
    private static String unescaped(String field) {
        byte[] octets = field.getBytes(StandardCharsets.ISO_8859_1);
        byte[] plain = new byte[octets.length];
        int length = 0;
        for (int i = 0; i < octets.length; i++) {
            boolean escape = octets[i] == '\\' && i + 3 < octets.length;
            int value = octets[i];
            if (escape) {
                value = (octets[i + 1] - '0') << 6 | (octets[i + 2] - '0') << 3 | octets[i + 3] - '0';
                i += 3;
            }
            plain[length++] = (byte) value;
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    private void addOfProcesses(Map<Long, Found> found) {
        List<Integer> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                proc, entry -> PID.matcher(entry.getFileName().toString()).matches())) {
            entries.forEach(
                    entry -> pids.add(Integer.parseInt(entry.getFileName().toString())));
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return; // the processes that were listed so far are found at the next time
        }
        pids.sort(Comparator.naturalOrder());
        for (int pid : pids) {
            Path file = namespaceOf(String.valueOf(pid));
            long number = NetworkNamespace.numberIn(file);
            Found known = found.get(number);
            if (known == null) {
                found.put(number, new Found(number, String.valueOf(pid), List.of(file)));
            } else if (known.files().size() == 1 && !known.files().get(0).startsWith(proc)) {
                found.put(number, known.with(file));
            }
        }
    }
}
