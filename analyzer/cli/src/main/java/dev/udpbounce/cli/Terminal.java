package dev.udpbounce.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What the standard streams of this process are connected to.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is one
 * @param outIsPipe whether standard output is a pipe or a socket
 * @param width columns of the terminal, or of text that goes elsewhere
 * @param colorless whether the user's surroundings ask for no colour
 * @param ascii whether standard output is a terminal that does not read UTF-8
 */
record Terminal(boolean out, boolean err, boolean outIsPipe, int width, boolean colorless, boolean ascii) {
    /** No stream is a terminal. */
    static final Terminal NONE = new Terminal(false, false, false, TerminalWidth.DEFAULT, false, false);

    /**
     * Looks into {@code /proc/self/fd}, since {@link System#console} answers for standard input and output at once.
     * Where there is no such folder, nothing is a terminal.
     */
    static Terminal ofThisProcess() {
        Map<String, String> variables = System.getenv();
        String out = target(1);
        boolean outIsTerminal = isTerminal(out);
        String columns = variables.get("COLUMNS");
        return new Terminal(
                outIsTerminal,
                isTerminal(target(2)),
                out.startsWith("pipe:") || out.startsWith("socket:"),
                columns == null && outIsTerminal
                        ? TerminalWidth.ask()
                        : TerminalWidth.of(columns == null ? "" : columns),
                !variables.getOrDefault("NO_COLOR", "").isEmpty()
                        || variables.getOrDefault("TERM", "").equals("dumb"),
                outIsTerminal && !readsUtf8(variables));
    }

    /** Whether the locale's encoding is UTF-8, by the first variable that tells it, as in {@code setlocale(3)}. */
    static boolean readsUtf8(Map<String, String> variables) {
        String locale = "";
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            if (locale.isEmpty()) {
                locale = variables.getOrDefault(name, "");
            }
        }
        String lower = locale.toLowerCase(Locale.ROOT);
        return lower.contains("utf-8") || lower.contains("utf8");
    }

    private static String target(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static boolean isTerminal(String target) {
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }
}
