// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.sys.Libc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds a command like execvp(3): a name without a slash is searched for in PATH. */
final class Executables {
    private static final int F_OK = 0;
    private static final int X_OK = 1;
    private static final byte[] SLASH = {'/'};
    private static final byte[] INSIDE = {'/', '.'};
    private static final byte[] DEFAULT_PATH = "/bin:/usr/bin".getBytes(StandardCharsets.US_ASCII);

    private Executables() {}

    /**
     * Returns the path of the command.
     *
     * @param word the command, as shown in messages
     * @throws TraceException if there is no such executable
     */
    static byte[] find(byte[] command, String word, List<byte[]> environment) throws TraceException {
        boolean found = false;
        for (byte[] candidate : candidates(command, environment)) {
            if (isThere(candidate, X_OK) && !isThere(Octets.join(candidate, INSIDE), F_OK)) {
                return candidate;
            }
            found |= isThere(candidate, F_OK);
        }
        throw found
                ? new TraceException(word + ": cannot be executed", TraceException.Kind.NOT_EXECUTABLE)
                : new TraceException(word + ": no such command", TraceException.Kind.NOT_FOUND);
    }

    private static List<byte[]> candidates(byte[] command, List<byte[]> environment) {
        List<byte[]> candidates = new ArrayList<>();
        if (command.length == 0) {
            return candidates;
        }
        for (byte octet : command) {
            if (octet == '/') {
                return List.of(command);
            }
        }
        byte[] path = Octets.value(environment, "PATH");
        byte[] folders = path == null ? DEFAULT_PATH : path;
        int start = 0;
        for (int i = 0; i <= folders.length; i++) {
            if (i == folders.length || folders[i] == ':') {
                byte[] folder = start == i ? new byte[] {'.'} : Arrays.copyOfRange(folders, start, i);
                candidates.add(Octets.join(folder, SLASH, command));
                start = i + 1;
            }
        }
        return candidates;
    }

    private static boolean isThere(byte[] path, int mode) {
        ByteBuffer string = Libc.buffer(path.length + 1).put(0, path);
        return Libc.calls().access(string, mode) == 0;
    }
}
