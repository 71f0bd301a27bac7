// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.cli.environment.OutputFaults;
import dev.udpbounce.cli.environment.Signals;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.output.GatheringOutput;
import dev.udpbounce.cli.session.Findings;
import dev.udpbounce.cli.session.ProcessUser;
import dev.udpbounce.cli.session.Seed;
import dev.udpbounce.cli.session.Session;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.live.CaptureCompanion;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.CaptureOptions;
import dev.udpbounce.live.CommentedRecording;
import dev.udpbounce.live.LiveSource;
import dev.udpbounce.live.RecordedSource;
import dev.udpbounce.live.Recording;
import dev.udpbounce.live.RecordingPipe;
import dev.udpbounce.live.RecordingPlan;
import dev.udpbounce.pipeline.Analysis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code live}: starts watching sockets, opens the interfaces, gives up the rights that this required, opens
 * the outputs, connects the pipeline, runs it until it is stopped, and turns the outcome into a status.
 */
final class LiveSession implements CaptureCompanion, Recording.Listener {
    /** After this much silence, no packet is outstanding that was captured within 10 ms of the last one. */
    private static final long SILENCE_NS = 50_000_000;

    private final Environment environment;
    private final TimelineOptions options;
    private final LiveOptions live;
    private final @Nullable LiveScreen screen;
    private final Diagnostics diagnostics;
    private final GatheringOutput standardOutput;
    private final Session session;
    private final LiveNotices notices;
    private @Nullable LiveSource source;
    private @Nullable CommentedRecording recording;
    private @Nullable RecordingPipe pipe;
    private @Nullable Analysis analysis;
    private @Nullable LiveSockets sockets;
    private @Nullable MetricsExport metrics;

    /** @param screen the screen that takes the place of the timeline; null for none */
    LiveSession(Environment environment, TimelineOptions options, LiveOptions live, @Nullable LiveScreen screen) {
        this.screen = screen;
        this.environment = environment;
        this.options = options;
        this.live = live;
        diagnostics = environment.diagnostics();
        standardOutput = new GatheringOutput(environment.out(), live.eachLine());
        Output out = new Output(environment.out().name(), standardOutput);
        session = new Session(environment.withOut(out), options, false, true);
        notices = new LiveNotices(diagnostics, session.tables(), options::arranged);
    }

    /** Runs the capture and returns the exit status. */
    int run() throws CaptureException, IOException {
        Analysis.Settings settings = options.liveSettings(Seed.unpredictable());
        CaptureOptions capture = live.capture();
        RecordingPlan plan = live.recording();
        boolean everyDatagram =
                capture.expression() == null && capture.interfaces().contains(CaptureOptions.ANY);
        try (LiveSockets.Opening opening = LiveSockets.begin(everyDatagram);
                LiveNamespaces namespaces = new LiveNamespaces(live.namespaces(), diagnostics);
                LiveSource opened = namespaces.capture(capture, opening::await)) {
            source = opened;
            sockets = opening.finish(diagnostics);
            namespaces.complete(opened, sockets);
            // From here on, a link planted in the place of an output gains nothing from root's rights.
            if (!ProcessUser.becomeForGood(live.user(), diagnostics, namespaces.keeper())) {
                return ExitStatus.FAILED;
            }
            if (!session.open()) {
                return session.exitStatus();
            }
            FrameSource frames = plan == null ? opened : record(opened, plan);
            if (frames == null || !openMetrics()) {
                session.close();
                return ExitStatus.FAILED;
            }
            namespaces.follow();
            return analyze(settings, opened, frames);
        } finally {
            if (screen != null) {
                screen.close();
            }
            if (metrics != null) {
                metrics.close();
            }
        }
    }

    private @Nullable FrameSource record(LiveSource opened, RecordingPlan plan) {
        Recording made = new Recording(plan, InterfaceNames.described(opened), opened::reports, this);
        try {
            RecordingPipe fifo = RecordingPipe.of(plan);
            environment.interruption().beforeAnything(() -> {
                made.open();
                return made;
            });
            pipe = fifo;
        } catch (IOException e) {
            diagnostics.error(plan.name(), OutputFaults.reason(e));
            return null;
        }
        CommentedRecording commented = new CommentedRecording(made);
        recording = commented;
        return new RecordedSource(opened, commented);
    }

    private boolean openMetrics() {
        if (live.metrics().isEmpty()) {
            return true;
        }
        metrics = new MetricsExport(diagnostics);
        return metrics.open(live.metrics());
    }

    @Override
    public void failed(String file, IOException fault) {
        if (pipe == null || !pipe.failed()) {
            incomplete(file, OutputFaults.reason(fault));
        } else if (source != null) {
            source.stop();
        }
    }

    @Override
    public void incomplete(String file, String text) {
        if (pipe != null && pipe.abandoned()) {
            return; // its reader wants no more
        }
        session.findings().failed();
        diagnostics.error(file, text);
    }

    private int analyze(Analysis.Settings settings, LiveSource opened, FrameSource frames) throws IOException {
        List<EventSink> sinks = new ArrayList<>();
        if (screen != null) {
            sinks.add(screen); // the first, as it makes room for the summary at the end
        }
        session.sinks().forEach(sink -> sinks.add(new UnorderedSink(sink)));
        sinks.add(notices);
        if (metrics != null) {
            sinks.add(metrics.sink());
        }
        if (recording != null) {
            sinks.add(new RecordingComments(recording));
        }
        Analysis run = new Analysis(settings, sinks, sockets == null ? null : sockets.kernel());
        analysis = run;
        if (recording != null) {
            recording.awaiting(run::firstUnsettled);
        }
        opened.accompany(this);
        handleSignals(opened, run);
        greet(opened);
        if (screen != null) {
            screen.start(InterfaceNames.brief(opened));
        }
        session.complete(() -> {
            Summary summary;
            try (frames) {
                summary = run.run(frames);
            }
            report(summary, run, opened);
        });
        return pipe != null && pipe.abandoned()
                ? ExitStatus.stronger(session.exitStatus(), ExitStatus.CLOSED_PIPE)
                : session.exitStatus();
    }

    private void report(Summary summary, Analysis run, LiveSource opened) {
        release();
        if (sockets != null) {
            sockets.printLosses(diagnostics);
        }
        if (recording != null && recording.cutShort() > 0) {
            diagnostics.line(
                    recording.cutShort()
                            + " packets were recorded before the time of --hold was over, and may lack comments: too many were held");
        }
        notices.print(summary, options.verbose());
        Findings findings = session.findings();
        findings.found(summary);
        LiveSockets.heedUnknown(sockets, options, findings, diagnostics);
        boolean measured = metrics == null || metrics.finish(run, opened);
        if (opened.faulty() || !measured) {
            findings.failed();
        }
    }

    private void greet(LiveSource opened) {
        diagnostics.line("listening on " + InterfaceNames.message(opened));
        if (live.leavesOutLoopback()) {
            diagnostics.line("errors that this machine makes itself are seen only on lo: add -i lo, or use -i any");
        }
    }

    private void handleSignals(LiveSource opened, Analysis run) {
        Interruption interruption = environment.interruption();
        interruption.onInterrupt(opened::stop);
        Signals.handle("INT", () -> {
            if (interruption.interrupted()) {
                if (screen != null) {
                    screen.leave();
                }
                Runtime.getRuntime().halt(ExitStatus.ofSignal(Signals.SIGINT));
            }
            interruption.interrupt();
        });
        Signals.handle("TERM", interruption::interrupt);
        Signals.handle("USR1", run::askSummary);
        CommentedRecording file = recording;
        if (file != null) {
            Signals.handle("HUP", file::askReopen);
        }
        if (live.durationNs() > 0) {
            DurationTimer.start(live.durationNs(), opened::stop);
        }
    }

    @Override
    public void caughtUp(long silentNs) {
        if (analysis != null && silentNs >= SILENCE_NS) {
            analysis.passed(Long.MAX_VALUE);
            analysis.observe(true);
        }
        if (recording != null) {
            recording.tick(true);
        }
    }

    @Override
    public void idle() {
        if (recording != null) {
            recording.tick(false);
            if (source != null && (recording.complete() || (pipe != null && pipe.look()))) {
                source.stop();
            }
        }
        if (analysis != null) {
            analysis.observe(false);
            analysis.paused();
        }
        release();
        if (screen != null && source != null) {
            screen.dropped(source.reports());
        }
        if (metrics != null && analysis != null && source != null) {
            metrics.tick(analysis, source);
        }
        Summary summary = analysis == null ? null : analysis.askedSummary();
        if (summary != null && source != null) {
            notices.printSoFar(summary, source.reports(), options.verbose());
        }
    }

    /** Writes the gathered standard output. If that fails and there is no other output, the capture ends. */
    private void release() {
        try {
            standardOutput.release();
        } catch (IOException e) {
            if (options.files().isEmpty() && source != null) {
                source.stop();
            }
        }
    }

    @Override
    public void notice(String name, String text) {
        diagnostics.error(name, text);
    }
}
