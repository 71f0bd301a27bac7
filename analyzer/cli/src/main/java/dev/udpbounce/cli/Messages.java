package dev.udpbounce.cli;

import dev.udpbounce.render.TerminalText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Standard error, one line a message: {@code udpbounce: SUBJECT: TEXT}. Every line is escaped as a whole, because file
 * names and what was read from a file may hold anything.
 */
final class Messages {
    private static final String PROGRAM = "udpbounce: ";

    private final OutputStream err;

    Messages(OutputStream err) {
        this.err = err;
    }

    /** A fault of {@code subject}, which is a file's name or a part of the machine. */
    void error(String subject, String cause) {
        line(PROGRAM + subject + ": " + cause);
    }

    void error(String cause) {
        line(PROGRAM + cause);
    }

    /** Warnings, each beginning with the name of what it is about; the first {@code most} of them. */
    void warnings(List<String> warnings, int most) {
        for (String warning : warnings.subList(0, Math.min(most, warnings.size()))) {
            line(PROGRAM + "warning: " + warning);
        }
        if (warnings.size() > most) {
            line(PROGRAM + "warning: and " + (warnings.size() - most) + " more");
        }
    }

    /** Where the messages go, for a timeline that goes there too. */
    OutputStream stream() {
        return err;
    }

    /** A line without the program's name. */
    void line(String text) {
        raw(TerminalText.escape(text) + '\n');
    }

    /** Text that is escaped already, or made of control characters on purpose. */
    synchronized void raw(String text) {
        try {
            err.write(text.getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            // There is nowhere left to say that standard error cannot be written; the exit status still tells.
            return;
        }
    }
}
