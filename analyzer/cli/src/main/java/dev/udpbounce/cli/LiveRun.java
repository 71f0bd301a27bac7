package dev.udpbounce.cli;

import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.LinkTypes;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.CaptureOptions;
import dev.udpbounce.live.PcapSource;
import dev.udpbounce.live.RecordedSource;
import dev.udpbounce.live.Recording;
import dev.udpbounce.live.RecordingPlan;
import dev.udpbounce.render.TerminalText;
import dev.udpbounce.timeline.Analysis;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code live}: opens the interfaces, gives up what rights that took, opens the outputs, joins the pipeline,
 * runs it until somebody ends it, turns the outcome into a status.
 */
final class LiveRun implements PcapSource.Companion {
    private static final int INTERRUPTED = 130;

    private final Environment environment;
    private final TimelineOptions options;
    private final LiveOptions live;
    private final Messages messages;
    private final LiveOutput standardOutput;
    private final Outputs outputs;
    private final LiveNotices notices;
    private @Nullable PcapSource source;
    private @Nullable Recording recording;
    private @Nullable Analysis analysis;
    private @Nullable LiveWitness witness;
    private @Nullable LiveMetrics metrics;
    private boolean unrecorded;

    LiveRun(Environment environment, TimelineOptions options, LiveOptions live) {
        this.environment = environment;
        this.options = options;
        this.live = live;
        messages = environment.messages();
        notices = new LiveNotices(messages);
        standardOutput = new LiveOutput(environment.out(), live.eachLine());
        Output out = new Output(environment.out().name(), standardOutput);
        Environment mine = new Environment(
                environment.in(),
                out,
                messages,
                environment.terminal(),
                environment.interruption(),
                environment.debug());
        outputs = new Outputs(mine, options, false, true);
    }

    /** Returns the exit status. */
    int run() throws CaptureException, IOException {
        Analysis.Settings settings = options.liveSettings(Seed.unpredictable());
        CaptureOptions capture = live.capture();
        RecordingPlan plan = live.recording();
        try (PcapSource opened = PcapSource.open(capture)) {
            source = opened;
            boolean everyDatagram =
                    capture.expression() == null && capture.interfaces().contains(CaptureOptions.ANY);
            witness = LiveWitness.open(everyDatagram, messages);
            // From here on, whoever plants a link in the place of an output gains nothing from root's rights.
            if (!LiveUser.become(live.user(), messages)) {
                return ExitStatus.FAILED;
            }
            if (!outputs.open()) {
                return ExitStatus.FAILED;
            }
            FrameSource frames = plan == null ? opened : record(opened, plan);
            if (frames == null || !openMetrics()) {
                outputs.close();
                return ExitStatus.FAILED;
            }
            return analyse(settings, opened, frames);
        } finally {
            if (metrics != null) {
                metrics.close();
            }
            if (witness != null) {
                witness.close();
            }
        }
    }

    private @Nullable FrameSource record(PcapSource opened, RecordingPlan plan) {
        List<Origin> interfaces =
                opened.interfaces().stream().map(LiveRun::harmless).toList();
        Recording made = new Recording(plan, interfaces, opened::reports, this::unrecorded);
        try {
            made.open();
        } catch (IOException e) {
            messages.error(plan.name(), Faults.reason(e));
            return null;
        }
        recording = made;
        return new RecordedSource(opened, made);
    }

    /** The same with a name that can be shown, since whoever reads the file may show it as it is. */
    private static Origin harmless(Origin origin) {
        String name = origin.interfaceName();
        return new Origin(
                origin.id(),
                origin.file(),
                name == null ? null : TerminalText.escape(name),
                origin.linkType(),
                origin.snapLength(),
                origin.precision());
    }

    private boolean openMetrics() {
        if (live.metrics().isEmpty()) {
            return true;
        }
        metrics = new LiveMetrics(messages);
        return metrics.open(live.metrics());
    }

    private void unrecorded(String file, String text) {
        unrecorded = true;
        messages.error(file, text);
    }

    private int analyse(Analysis.Settings settings, PcapSource opened, FrameSource frames) throws IOException {
        List<EventSink> sinks = new ArrayList<>();
        outputs.sinks().forEach(sink -> sinks.add(new LiveSink(sink)));
        sinks.add(notices);
        if (metrics != null) {
            sinks.add(metrics.sink());
        }
        Analysis run = new Analysis(settings, sinks, witness == null ? null : witness.kernel());
        analysis = run;
        opened.accompany(this);
        handleSignals(opened, run);
        greet(opened);
        int status = ExitStatus.DONE;
        boolean written;
        boolean measured = true;
        try {
            Summary summary = run.run(frames);
            frames.close();
            release();
            if (witness != null) {
                witness.tellRefusals(messages);
            }
            notices.tell(summary, options.verbose());
            status = status(opened, summary);
            measured = metrics == null || metrics.finish(run, opened);
        } catch (IOException e) {
            if (!outputs.allFailed()) {
                throw e;
            }
        } finally {
            frames.close();
            written = outputs.close();
        }
        return written && measured && !unrecorded ? status : ExitStatus.FAILED;
    }

    private int status(PcapSource opened, Summary summary) {
        if (opened.faulty()) {
            return ExitStatus.FAILED;
        }
        if (options.failsOn(FailOn.LOSS) && summary.dropped() > 0) {
            return ExitStatus.LOSS;
        }
        long bounces = summary.exact() + summary.tuple() + summary.ambiguous() + summary.orphan();
        boolean failed = (options.failsOn(FailOn.BOUNCE) && bounces > 0)
                || (options.failsOn(FailOn.UNTOLD) && LiveNotices.untold(summary) > 0);
        return failed ? ExitStatus.FAILED_ON : ExitStatus.DONE;
    }

    private void greet(PcapSource opened) {
        List<String> names = new ArrayList<>();
        for (Origin each : opened.interfaces()) {
            names.add(each.interfaceName() + " (" + LinkTypes.name(each.linkType()) + ")");
        }
        messages.line("listening on " + String.join(", ", names));
        if (live.leavesOutLoopback()) {
            messages.line("errors that this machine makes itself are seen only on lo: add -i lo, or use -i any");
        }
    }

    private void handleSignals(PcapSource opened, Analysis run) {
        Interruption interruption = environment.interruption();
        interruption.onInterrupt(opened::stop);
        LiveSignals.handle("INT", () -> {
            if (interruption.interrupted()) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            interruption.interrupt();
        });
        LiveSignals.handle("TERM", interruption::interrupt);
        LiveSignals.handle("USR1", run::askSummary);
        Recording file = recording;
        if (file != null) {
            LiveSignals.handle("HUP", file::askReopen);
        }
        if (live.durationNs() > 0) {
            LiveTimer.start(live.durationNs(), opened::stop);
        }
    }

    @Override
    public void idle() {
        if (recording != null) {
            recording.tick();
            if (recording.complete() && source != null) {
                source.stop();
            }
        }
        release();
        if (metrics != null && analysis != null && source != null) {
            metrics.tick(analysis, source);
        }
        Summary summary = analysis == null ? null : analysis.askedSummary();
        if (summary != null && source != null) {
            notices.tellSums(summary, source.reports(), options.verbose());
        }
    }

    /** Lets go what standard output has gathered. When it is broken and there is no other output, the capture ends. */
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
        messages.error(name, text);
    }
}
