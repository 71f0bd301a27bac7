// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.demo;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.cli.option.ColorChoice;
import dev.udpbounce.cli.run.RunCapture;
import dev.udpbounce.cli.run.RunPace;
import dev.udpbounce.cli.session.Seed;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.event.Event;
import dev.udpbounce.kernel.experiment.Bench;
import dev.udpbounce.kernel.experiment.Experiment;
import dev.udpbounce.kernel.experiment.Experiments;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.render.text.TextWriter;
import dev.udpbounce.socket.CallMerger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes all experiments, then writes each with its timeline, a sentence, the prediction and the observation. */
final class DemoSession {
    private static final long EXPIRE_NS = 10_000_000_000L;
    private static final long MEMORY = 16 << 20;

    private final Environment environment;

    /**
     * An experiment that was made.
     *
     * @param startNs start time, in nanoseconds since the Unix epoch
     */
    private record Made(Experiment experiment, long startNs, List<String> observations) {
        boolean asPredicted() {
            return observations.equals(experiment.predictions());
        }
    }

    DemoSession(Environment environment) {
        this.environment = environment;
    }

    /** Runs the experiments and returns the exit status. */
    int run(boolean capturing) throws IOException, CaptureException {
        EventList events = new EventList();
        List<Made> made = new ArrayList<>();
        try (RunCapture capture = RunCapture.open(capturing, null, environment.diagnostics())) {
            CallMerger story = new CallMerger(List.of(events), false, capture.packets(), MEMORY);
            story.start(RealTime.nowNs());
            capture.feed(
                    story,
                    new Analysis.Settings(
                            EXPIRE_NS, MEMORY, Correlator.Follow.AT_ONCE_ALL_FLOWS, null, 0, Seed.unpredictable()));
            RunPace pace = new RunPace(story, capture);
            Bench bench = new Bench(story::call);
            for (Experiment experiment : Experiments.all()) {
                long startNs = RealTime.nowNs();
                experiment.body().run(bench);
                made.add(new Made(experiment, startNs, bench.observations()));
            }
            capture.end();
            pace.end();
            story.finish();
        }
        return write(made, events.events());
    }

    private int write(List<Made> made, List<Event> events) throws IOException {
        boolean asPredicted = true;
        for (int i = 0; i < made.size(); i++) {
            Made each = made.get(i);
            long endNs = i + 1 < made.size() ? made.get(i + 1).startNs() : Long.MAX_VALUE;
            say(each.experiment().title() + "\n\n");
            TextWriter writer = new TextWriter(environment.out(), options());
            writer.begin(each.startNs());
            for (Event event : events) {
                if (event.timeNs() >= each.startNs() && event.timeNs() < endNs) {
                    writer.event(event);
                }
            }
            say("\n" + each.experiment().sentence() + "\n" + comparison(each) + "\n\n");
            asPredicted &= each.asPredicted();
        }
        environment.out().flush();
        return asPredicted ? ExitStatus.DONE : ExitStatus.FAILED_ON;
    }

    private static String comparison(Made made) {
        if (made.asPredicted()) {
            return "As predicted: " + String.join(", ", made.observations()) + ".";
        }
        return "PREDICTED " + String.join(", ", made.experiment().predictions()) + "; OBSERVED "
                + String.join(", ", made.observations()) + ".";
    }

    private void say(String text) throws IOException {
        environment.out().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private TextOptions options() {
        Terminal terminal = environment.terminal();
        return TextOptions.plain()
                .withWidth(terminal.width())
                .withColour(ColorChoice.AUTO.colors(terminal))
                .withAscii(terminal.ascii())
                .withFlush(Flush.EACH_EVENT);
    }
}
