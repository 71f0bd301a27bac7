package dev.udpbounce.kernel;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/PID/stat} (proc_pid_stat(5)): {@code 4711 (python3) S 1 …}. The name is what the process wants it to be,
 * and may hold parentheses, blanks and line ends: it reaches from the first {@code (} to the last {@code )}.
 */
final class ProcessStat {
    private ProcessStat() {}

    /** The name, with what is not UTF-8 replaced; null if there is none. */
    static @Nullable String name(byte[] stat) {
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
