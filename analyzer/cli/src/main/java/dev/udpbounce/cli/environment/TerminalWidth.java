// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/** The width of the output in columns. */
final class TerminalWidth {
    /** The width of text that does not go to a terminal, and of a terminal with an unknown width. */
    static final int DEFAULT = 100;

    private static final int LEAST = 40;
    private static final int MOST = 1000;

    private TerminalWidth() {}

    /** Returns the number in {@code columns} if it is a plausible width, otherwise {@link #DEFAULT}. */
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

    /** Returns the width of this process's terminal from {@code stty size}, which prints rows and columns. */
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
