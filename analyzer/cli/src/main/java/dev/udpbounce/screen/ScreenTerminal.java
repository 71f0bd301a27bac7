// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal of this process, with the alternate screen of xterm. It may be left and entered again, as when the process is
 * stopped and continued; {@link #close} leaves it in any case. Thread-safe, except that one thread reads.
 */
public final class ScreenTerminal implements Closeable {
    /** Alternate screen, no cursor, no wrapping at the right margin. */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";

    private static final String LEAVE = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final String PLAIN = "\u001b[0m";
    private static final String CLEAR_REST = "\u001b[K";
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    private final Terminal terminal;
    private final OutputStream out;
    private final Attributes original;
    private List<String> drawn = List.of();
    private boolean entered;
    private boolean sizeKnown;
    private int width = USUAL_WIDTH;
    private int height = USUAL_HEIGHT;

    private ScreenTerminal(Terminal terminal) {
        this.terminal = terminal;
        out = terminal.output();
        original = terminal.getAttributes();
    }

    /**
     * Opens the terminal that standard input and output are connected to.
     *
     * @throws IOException if they are not
     */
    public static ScreenTerminal open() throws IOException {
        try {
            return new ScreenTerminal(TerminalBuilder.builder()
                    .system(true)
                    .dumb(false)
                    .provider("exec")
                    .encoding(StandardCharsets.UTF_8)
                    .nativeSignals(false)
                    .build());
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Enters the screen; does nothing within it, but everything is drawn anew. */
    public synchronized void enter() throws IOException {
        terminal.setAttributes(raw());
        entered = true;
        drawn = List.of();
        sizeKnown = false;
        write(ENTER);
    }

    /** Returns the settings by which keys arrive one at a time, and Ctrl-C and Ctrl-Z still send their signals. */
    private Attributes raw() {
        Attributes raw = new Attributes(original);
        raw.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN), false);
        raw.setLocalFlag(LocalFlag.ISIG, true);
        raw.setInputFlags(EnumSet.of(InputFlag.IXON, InputFlag.ICRNL, InputFlag.INLCR), false);
        // A read returns after a tenth of a second, so that nothing blocks in it for good.
        raw.setControlChar(ControlChar.VMIN, 0);
        raw.setControlChar(ControlChar.VTIME, 1);
        return raw;
    }

    /** Leaves the screen, and makes the terminal as it was; does nothing outside of it. */
    public synchronized void leave() throws IOException {
        if (!entered) {
            return;
        }
        entered = false;
        try {
            write(LEAVE);
        } finally {
            terminal.setAttributes(original);
        }
    }

    /** Says that the terminal may have another size. */
    public synchronized void resized() {
        sizeKnown = false;
    }

    private void measure() {
        if (!sizeKnown) {
            sizeKnown = true;
            Size size = terminal.getSize();
            width = size.getColumns() > 0 ? size.getColumns() : USUAL_WIDTH;
            height = size.getRows() > 0 ? size.getRows() : USUAL_HEIGHT;
            drawn = List.of();
        }
    }

    synchronized int width() {
        measure();
        return width;
    }

    synchronized int height() {
        measure();
        return height;
    }

    /** Draws the lines that differ from those drawn before; nothing outside of the screen. */
    synchronized void draw(List<String> lines) throws IOException {
        if (!entered) {
            return;
        }
        StringBuilder changes = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            if (i >= drawn.size() || !drawn.get(i).equals(lines.get(i))) {
                changes.append("\u001b[")
                        .append(i + 1)
                        .append(";1H")
                        .append(lines.get(i))
                        .append(PLAIN);
                // Behind a character in the last column, the cursor still stands on it.
                changes.append(Cells.width(lines.get(i)) < width ? CLEAR_REST : "");
            }
        }
        if (changes.length() > 0) {
            write(changes.toString());
        }
        drawn = List.copyOf(lines);
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Returns a character as {@link KeyReader.Characters#read} does. */
    int read(long timeoutMs) throws IOException {
        NonBlockingReader reader = terminal.reader();
        return reader.read(Math.max(1, timeoutMs));
    }

    @Override
    public void close() throws IOException {
        try {
            leave();
        } finally {
            terminal.close();
        }
    }
}
