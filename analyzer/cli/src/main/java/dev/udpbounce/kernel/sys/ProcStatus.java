// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /proc/PID/status} (proc_pid_status(5)): lines of {@code Field:\tvalue}. A line feed in a thread's name is
 * escaped.
 */
public final class ProcStatus {
    private static final Path PROC = Path.of("/proc");
    private static final ProcStatus EMPTY = new ProcStatus(Map.of());

    private final Map<String, String> fields;

    private ProcStatus(Map<String, String> fields) {
        this.fields = fields;
    }

    /**
     * Reads the file.
     *
     * @throws IOException if the process or thread has ended or is hidden
     */
    public static ProcStatus read(Path file) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return new ProcStatus(fields);
    }

    /** Reads the file like {@link #read}, but returns no fields if it cannot be read. */
    public static ProcStatus readIfPresent(Path file) {
        try {
            return read(file);
        } catch (IOException e) {
            return EMPTY;
        }
    }

    /** Returns the status of a process or thread of this machine; without fields if it has ended. */
    public static ProcStatus of(int pid) {
        return readIfPresent(PROC.resolve(pid + "/status"));
    }

    /** Returns the status of the first thread of this process. */
    public static ProcStatus ofFirstThread() {
        return readIfPresent(PROC.resolve("self/status"));
    }

    /** Returns the status of the calling thread. */
    public static ProcStatus ofThisThread() {
        return readIfPresent(PROC.resolve("thread-self/status"));
    }

    public boolean has(String field) {
        return fields.containsKey(field);
    }

    /** Returns a value without surrounding white space; empty if the field is absent. */
    public String text(String field) {
        return fields.getOrDefault(field, "");
    }

    /** Returns the words of a value. */
    public List<String> words(String field) {
        String text = text(field);
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    /** Returns the first number of a value; {@code otherwise} if the field is absent. */
    public int number(String field, int otherwise) {
        List<String> words = words(field);
        return words.isEmpty() ? otherwise : Integer.parseUnsignedInt(words.get(0));
    }
}
