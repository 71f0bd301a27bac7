package dev.udpbounce.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/** How many columns there are. */
final class TerminalWidth {
    /** Of text that goes elsewhere, or of a terminal that does not tell. */
    static final int DEFAULT = 100;

    private static final int LEAST = 40;
    private static final int MOST = 1000;

    private TerminalWidth() {}

    /** The number in {@code columns} if it is one that a screen can have, otherwise {@link #DEFAULT}. */
    static int of(String columns) {
        int number = 0;
        for (int i = 0; i < columns.length() && number <= MOST; i++) {
            char digit = columns.charAt(i);
            if (digit < '0' || digit > '9') {
                return DEFAULT;
            }
            number = number * 10 + digit - '0';
        }
        return number < LEAST || number > MOST ? DEFAULT : number;
    }

    /** What {@code stty size}, which prints rows and columns, says of the terminal of this process. */
    static int ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return of(size.substring(size.indexOf(' ') + 1));
        } catch (IOException e) {
            return DEFAULT;
        }
    }
}
