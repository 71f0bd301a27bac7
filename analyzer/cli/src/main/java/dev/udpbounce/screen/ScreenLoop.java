// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Reads keys and draws, in its own thread, so that neither a slow terminal nor a pause holds up the capture. */
public final class ScreenLoop implements Runnable {
    /** What the loop needs from its surroundings. */
    public interface Surroundings {
        /** The user wants to quit, or the terminal is gone. */
        void quit();

        /** Writes a file with these lines, and returns a message about it. */
        String write(List<String> lines);
    }

    private static final long REDRAW_NS = 200_000_000;
    private static final long NS_PER_MS = 1_000_000;
    /** Width of the text in a file. */
    private static final int WIDTH_OF_FILE = 120;

    private final ScreenTerminal terminal;
    private final ScreenModel model;
    private final ScreenPainter painter;
    private final Surroundings surroundings;
    private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
    private final long begunNs = System.nanoTime();
    private volatile boolean stopped;
    private volatile long dropped = -1;
    private volatile @Nullable Throwable fault;

    /** @param interfaces what is captured; not escaped */
    public ScreenLoop(
            ScreenTerminal terminal,
            ScreenModel model,
            Ink ink,
            String interfaces,
            EventLines timeline,
            Surroundings surroundings) {
        this.terminal = terminal;
        this.model = model;
        painter = new ScreenPainter(ink, interfaces, timeline);
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        try {
            loop();
        } catch (IOException | RuntimeException | Error e) {
            if (!stopped) {
                fault = e;
                surroundings.quit();
            }
        }
    }

    private void loop() throws IOException {
        ScreenState state = new ScreenState(model.snapshot());
        KeyReader keys = new KeyReader(terminal::read);
        long drawnNs = System.nanoTime() - REDRAW_NS;
        while (!stopped) {
            long waitNs = REDRAW_NS - (System.nanoTime() - drawnNs);
            boolean pressed = false;
            for (Key key = keys.next(waitNs / NS_PER_MS); key != null && !stopped; key = keys.next(1)) {
                pressed = true;
                act(state.press(key), state);
            }
            if (stopped) {
                return;
            }
            String message = messages.poll();
            if (message != null) {
                state.say(message);
            }
            boolean due = System.nanoTime() - drawnNs >= REDRAW_NS;
            if (due) {
                drawnNs = System.nanoTime();
                state.update(model.snapshot());
            }
            if (due || pressed) {
                terminal.draw(painter.lines(state, capture(), terminal.width(), terminal.height()));
            }
        }
    }

    private ScreenPainter.Capture capture() {
        return new ScreenPainter.Capture(System.nanoTime() - begunNs, dropped);
    }

    private void act(ScreenState.Wish wish, ScreenState state) {
        switch (wish) {
            case NONE -> {
                // the state has changed at most
            }
            case WRITE -> state.say(surroundings.write(painter.text(state, capture(), WIDTH_OF_FILE)));
            case QUIT -> {
                state.say("ending the capture");
                surroundings.quit();
            }
        }
    }

    /** Shows a message, until the next key. For any thread. */
    public void say(String message) {
        messages.add(message);
    }

    /** Sets the number of packets that the kernel dropped; -1 if it is not known. For any thread. */
    public void dropped(long packets) {
        dropped = packets;
    }

    /** Ends the loop at its next look. For any thread. */
    public void stop() {
        stopped = true;
    }

    /** Returns what has ended the loop, if it was not {@link #stop}. */
    public @Nullable Throwable fault() {
        return fault;
    }
}
