// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.OutputFaults;
import dev.udpbounce.cli.environment.Signals;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.screen.EventLines;
import dev.udpbounce.screen.Ink;
import dev.udpbounce.screen.ScreenLoop;
import dev.udpbounce.screen.ScreenModel;
import dev.udpbounce.screen.ScreenTerminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The screen of {@code live --screen}, from the start of the capture to its end. */
final class LiveScreen implements EventSink, ScreenLoop.Surroundings {
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT);
    private static final long PATIENCE_MS = 2000;

    private final Environment environment;
    private final TimelineOptions options;
    private final ScreenMessages messages;
    private final ScreenModel model = new ScreenModel(System::nanoTime, RealTime::nowNs);
    private @Nullable ScreenTerminal terminal;
    private @Nullable ScreenLoop loop;
    private @Nullable Thread thread;

    LiveScreen(Environment environment, TimelineOptions options) {
        this.environment = environment;
        this.options = options;
        messages = new ScreenMessages(
                environment.diagnostics().stream(), environment.terminal().err());
    }

    /** Returns the messages of the run, which wait while the screen is shown. */
    Diagnostics diagnostics() {
        return new Diagnostics(messages);
    }

    /**
     * Enters the screen.
     *
     * @param interfaces what is captured
     */
    synchronized void start(String interfaces) throws IOException {
        ScreenTerminal opened = ScreenTerminal.open();
        terminal = opened;
        Ink ink = new Ink(
                options.color().colors(environment.terminal()),
                environment.terminal().ascii());
        TextOptions text = new TextOptions(
                options.time(), options.zone(), 0, ink.color(), ink.ascii(), false, false, Flush.EACH_EVENT, 0);
        ScreenLoop started = new ScreenLoop(opened, model, ink, interfaces, new EventLines(text), this);
        loop = started;
        opened.enter();
        messages.hold(started::say);
        Runtime.getRuntime().addShutdownHook(new Thread(this::leave, "screen end"));
        Signals.handle("WINCH", opened::resized);
        Signals.handle("TSTP", this::suspend);
        Signals.handle("CONT", this::resume);
        Thread drawing = new Thread(started, "screen");
        drawing.setDaemon(true);
        drawing.start();
        thread = drawing;
    }

    /** Gives the terminal back, and stops this process until it is continued. */
    private synchronized void suspend() {
        leave();
        Libc.calls().kill(Libc.calls().getpid(), Signals.SIGSTOP);
        resume();
    }

    private synchronized void resume() {
        ScreenTerminal left = terminal;
        ScreenLoop shown = loop;
        if (left != null && shown != null) {
            try {
                left.enter();
                messages.hold(shown::say);
            } catch (IOException e) {
                quit();
            }
        }
    }

    /** Makes the terminal as it was, if the process is about to end or to stop. For any thread. */
    void leave() {
        ScreenTerminal left = terminal;
        if (left != null) {
            try {
                left.leave();
            } catch (IOException e) {
                messages.release(); // the terminal is gone
                return;
            }
        }
        messages.release();
    }

    /** Leaves the screen for good. */
    synchronized void close() {
        ScreenTerminal closed = terminal;
        ScreenLoop stopped = loop;
        Thread ending = thread;
        if (closed == null || stopped == null) {
            return;
        }
        leave();
        terminal = null;
        stopped.stop();
        try {
            if (ending != null) {
                ending.join(PATIENCE_MS);
            }
            closed.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            environment.diagnostics().error("terminal", OutputFaults.reason(e));
        }
    }

    /** Returns whether a fault of the terminal has ended the capture, and reports it; throws any other fault. */
    boolean failed() {
        Throwable fault = loop == null ? null : loop.fault();
        if (fault instanceof IOException e) {
            environment.diagnostics().error("terminal", OutputFaults.reason(e));
        } else if (fault != null) {
            throw new IllegalStateException(fault);
        }
        return fault != null;
    }

    void dropped(List<CaptureReport> reports) {
        ScreenLoop shown = loop;
        if (shown != null) {
            long dropped = -1;
            for (CaptureReport report : reports) {
                if (report.droppedByKernel() >= 0) {
                    dropped = Math.max(0, dropped) + report.droppedByKernel();
                }
            }
            shown.dropped(dropped);
        }
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public boolean wantsFlows() {
        return false;
    }

    @Override
    public void event(Event event) {
        model.event(event);
    }

    /** Leaves the screen before the summary is written. */
    @Override
    public void end(Summary summary) {
        close();
    }

    @Override
    public void quit() {
        environment.interruption().interrupt();
    }

    @Override
    public String write(List<String> lines) {
        String name = "udpbounce-" + FILE_TIME.format(LocalDateTime.now(options.zone())) + ".txt";
        try (OutputStream file = Channels.newOutputStream(Files.newByteChannel(
                Path.of(name),
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))))) {
            file.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            return "written to " + name;
        } catch (IOException e) {
            return name + ": " + OutputFaults.reason(e);
        }
    }
}
