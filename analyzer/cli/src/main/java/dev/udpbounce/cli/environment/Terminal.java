// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The terminals to which the standard streams of this process are connected.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is a terminal
 * @param outIsPipe whether standard output is a pipe or a socket
 * @param width width of the terminal, or of text for other outputs, in columns
 * @param colorless whether the environment variables ask for no color
 * @param ascii whether standard output is a terminal without UTF-8
 */
public record Terminal(boolean out, boolean err, boolean outIsPipe, int width, boolean colorless, boolean ascii) {
    /** The value if no stream is a terminal. */
    public static final Terminal NONE = new Terminal(false, false, false, TerminalWidth.DEFAULT, false, false);

    /** Set if the user's locale is C and the launcher gave the JVM another one. */
    private static final String LOCALE_OF_C = "udpbounce.locale.c";

    /**
     * Reads {@code /proc/self/fd}, since {@link System#console} does not distinguish standard input from standard
     * output. Without that folder, no stream is a terminal.
     */
    public static Terminal ofThisProcess() {
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
                outIsTerminal && (System.getProperty(LOCALE_OF_C) != null || !readsUtf8(variables)));
    }

    /** Returns whether standard input and output are one terminal each that can show a screen. */
    public static boolean showsScreens() {
        String type = System.getenv("TERM");
        return isTerminal(target(0))
                && isTerminal(target(1))
                && type != null
                && !type.isEmpty()
                && !type.equals("dumb");
    }

    /** Returns the properties for results that go to standard error. */
    Terminal ofStandardError() {
        return new Terminal(err, err, false, width, colorless, ascii);
    }

    /**
     * Returns whether the encoding of the locale is UTF-8; the variables have the precedence of {@code setlocale(3)}.
     */
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
