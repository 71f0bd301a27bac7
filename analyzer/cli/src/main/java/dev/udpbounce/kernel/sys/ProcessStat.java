// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/PID/stat} (proc_pid_stat(5)): {@code 4711 (python3) S 1 …}. The process chooses its name, which may
 * contain parentheses, spaces and line feeds: it extends from the first {@code (} to the last {@code )}.
 */
public final class ProcessStat {
    private ProcessStat() {}

    /** Returns the name, with invalid UTF-8 replaced; null if there is none. */
    public static @Nullable String name(byte[] stat) {
        int from = 0;
        while (from < stat.length && stat[from] != '(') {
            from++;
        }
        int to = stat.length - 1;
        while (to > from && stat[to] != ')') {
            to--;
        }
        return to > from ? new String(stat, from + 1, to - from - 1, StandardCharsets.UTF_8) : null;
    }
}
