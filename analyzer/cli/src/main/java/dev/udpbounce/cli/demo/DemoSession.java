// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.demo;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.option.OutputFormat;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.run.RunCapture;
import dev.udpbounce.cli.run.RunPace;
import dev.udpbounce.cli.run.TraceFindings;
import dev.udpbounce.cli.session.ProcessUser;
import dev.udpbounce.cli.session.Seed;
import dev.udpbounce.cli.session.Session;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.focus.Focus;
import dev.udpbounce.kernel.experiment.Bench;
import dev.udpbounce.kernel.experiment.Experiment;
import dev.udpbounce.kernel.experiment.Experiments;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.text.SummaryLine;
import dev.udpbounce.render.text.TextWriter;
import dev.udpbounce.socket.CallMerger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes all experiments. Text on standard output has each with its timeline, a sentence, the prediction and the
 * observation; other formats and files have the timeline of all.
 */
final class DemoSession {
    private final Environment environment;
    private final TimelineOptions options;
    private final Session session;
    /** Whether standard output has the explanations. */
    private final boolean explaining;

    /**
     * An experiment that was made.
     *
     * @param startNs start time, in nanoseconds since the Unix epoch
     */
    private record Made(Experiment experiment, long startNs, List<String> observations) {
        boolean asPredicted() {
            return observations.equals(experiment.predictions());
        }

        String difference() {
            return "PREDICTED " + String.join(", ", experiment.predictions()) + "; OBSERVED "
                    + String.join(", ", observations);
        }
    }

    DemoSession(Environment environment, TimelineOptions options) {
        this.environment = environment;
        this.options = options;
        explaining = options.format() == OutputFormat.TEXT;
        session = new Session(environment, options, false, true);
        session.title("demo");
        if (explaining) {
            session.leaveStandardOutput();
        }
    }

    /** Runs the experiments and returns the exit status. */
    int run(boolean capturing) throws IOException, CaptureException {
        Analysis.Settings settings = options.runSettings(Seed.unpredictable());
        Focus focus = options.focus();
        try (RunCapture capture = RunCapture.open(capturing, options.expression(), environment.diagnostics())) {
            // From here on, files belong to the user who called sudo.
            if (!ProcessUser.become(null, environment.diagnostics(), account -> {})) {
                return ExitStatus.FAILED;
            }
            if (!session.open()) {
                return session.exitStatus();
            }
            boolean[] asPredicted = {false};
            session.complete(() -> asPredicted[0] = experiment(capture, settings, focus));
            int own = asPredicted[0] ? ExitStatus.DONE : ExitStatus.FAILED_ON;
            return ExitStatus.stronger(own, session.exitStatus());
        } finally {
            session.close();
        }
    }

    /** Makes the experiments and writes their timeline; returns whether everything came as predicted. */
    private boolean experiment(RunCapture capture, Analysis.Settings settings, Focus focus) throws IOException {
        EventList events = new EventList();
        List<EventSink> sinks = new ArrayList<>(session.sinks());
        if (explaining) {
            sinks.add(events);
        }
        CallMerger story = new CallMerger(sinks, options.all(), capture.packets(), settings.memoryBytes(), focus);
        story.start(RealTime.nowNs());
        capture.feed(story, settings);
        RunPace pace = new RunPace(story, capture);
        List<Made> made = new ArrayList<>();
        Bench bench = new Bench(story::call);
        for (Experiment experiment : Experiments.all()) {
            long startNs = RealTime.nowNs();
            experiment.body().run(bench);
            made.add(new Made(experiment, startNs, bench.observations()));
        }
        capture.end();
        pace.end();
        CallMerger.Ending ending = story.finish();
        if (explaining) {
            explain(made, events.events());
        } else {
            report(made, ending, capture.seesPackets());
        }
        new TraceFindings(options, session.findings(), environment.diagnostics())
                .found(ending, capture.seesPackets(), focus);
        return made.stream().allMatch(Made::asPredicted);
    }

    /** Reports on standard error what the timeline does not say. */
    private void report(List<Made> made, CallMerger.Ending ending, boolean seesPackets) {
        for (Made each : made) {
            if (!each.asPredicted()) {
                environment.diagnostics().error(each.experiment().title(), each.difference());
            }
        }
        if (seesPackets) {
            environment.diagnostics().line(SummaryLine.of(ending.summary()));
        }
    }

    private void explain(List<Made> made, List<Event> events) throws IOException {
        for (int i = 0; i < made.size(); i++) {
            Made each = made.get(i);
            long endNs = i + 1 < made.size() ? made.get(i + 1).startNs() : Long.MAX_VALUE;
            say(each.experiment().title() + "\n\n");
            if (!options.quiet()) {
                TextWriter writer = new TextWriter(environment.out(), session.textOptions());
                writer.begin(each.startNs());
                for (Event event : events) {
                    if (event.timeNs() >= each.startNs() && event.timeNs() < endNs) {
                        writer.event(event);
                    }
                }
                say("\n");
            }
            say(each.experiment().sentence() + "\n" + comparison(each) + "\n\n");
        }
        environment.out().flush();
    }

    private static String comparison(Made made) {
        return made.asPredicted()
                ? "As predicted: " + String.join(", ", made.observations()) + "."
                : made.difference() + ".";
    }

    private void say(String text) throws IOException {
        environment.out().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
