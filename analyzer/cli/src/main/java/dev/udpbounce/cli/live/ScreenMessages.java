// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Standard error beside a screen on the same terminal: messages wait until the screen is left, the latest in a bounded
 * number, and are shown on it one at a time.
 */
final class ScreenMessages extends OutputStream {
    private static final int MOST = 500;

    private final OutputStream to;
    private final boolean sameTerminal;
    private final Deque<byte[]> held = new ArrayDeque<>();
    private long dropped;
    private @Nullable Consumer<String> screen;

    /** @param sameTerminal whether {@code to} is a terminal, on which messages would disturb the screen */
    ScreenMessages(OutputStream to, boolean sameTerminal) {
        this.to = to;
        this.sameTerminal = sameTerminal;
    }

    /** Holds messages from now on, and shows them to {@code newScreen}. */
    synchronized void hold(Consumer<String> newScreen) {
        screen = newScreen;
    }

    /** Writes what was held, and holds nothing any more. */
    synchronized void release() {
        screen = null;
        try {
            if (dropped > 0) {
                to.write(("udpbounce: " + dropped + " earlier messages are not shown\n")
                        .getBytes(StandardCharsets.UTF_8));
                dropped = 0;
            }
            while (!held.isEmpty()) {
                to.write(held.removeFirst());
            }
            to.flush();
        } catch (IOException e) {
            held.clear(); // like any message that standard error does not take
        }
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] octets, int offset, int count) throws IOException {
        Consumer<String> shown = screen;
        String text = new String(octets, offset, count, StandardCharsets.UTF_8);
        if (shown != null) {
            shown.accept(text.strip().lines().findFirst().orElse(""));
        }
        if (shown == null || !sameTerminal) {
            to.write(octets, offset, count);
            return;
        }
        if (held.size() == MOST) {
            held.removeFirst();
            dropped++;
        }
        held.add(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void flush() throws IOException {
        to.flush();
    }
}
