// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import dev.udpbounce.render.terminal.TerminalText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Standard error, with one line per message: {@code udpbounce: SUBJECT: TEXT}. Every line is escaped as a whole,
 * because file names and text read from files may contain anything.
 */
public final class Diagnostics {
    private static final String PROGRAM = "udpbounce: ";

    private final OutputStream err;

    public Diagnostics(OutputStream err) {
        this.err = err;
    }

    /** Prints an error of {@code subject}, which is a file name or a part of the machine. */
    public void error(String subject, String cause) {
        line(PROGRAM + subject + ": " + cause);
    }

    public void error(String cause) {
        line(PROGRAM + cause);
    }

    /** Prints the first {@code most} warnings, each of which begins with the name of its subject. */
    public void warnings(List<String> warnings, int most) {
        for (String warning : warnings.subList(0, Math.min(most, warnings.size()))) {
            line(PROGRAM + "warning: " + warning);
        }
        if (warnings.size() > most) {
            line(PROGRAM + "warning: and " + (warnings.size() - most) + " more");
        }
    }

    /** Returns the stream of the messages, for a timeline that is written to it too. */
    public OutputStream stream() {
        return err;
    }

    /** Prints a line without the program's name. */
    public void line(String text) {
        raw(TerminalText.escape(text) + '\n');
    }

    /** Prints a line that is already escaped. */
    public void shown(String line) {
        raw(line + '\n');
    }

    /** Prints text that is already escaped, or that contains control characters on purpose. */
    public synchronized void raw(String text) {
        try {
            err.write(text.getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            // A failure of standard error cannot be printed anywhere; the exit status still reports the result.
            return;
        }
    }
}
