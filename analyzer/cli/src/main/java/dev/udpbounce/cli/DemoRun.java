package dev.udpbounce.cli;

import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.kernel.RealTime;
import dev.udpbounce.kernel.experiment.Bench;
import dev.udpbounce.kernel.experiment.Experiment;
import dev.udpbounce.kernel.experiment.Experiments;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.render.Flush;
import dev.udpbounce.render.TextOptions;
import dev.udpbounce.render.TextWriter;
import dev.udpbounce.timeline.Analysis;
import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.StoryTeller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes every experiment, then writes each with its timeline, a sentence, and prediction beside observation. */
final class DemoRun {
    private static final long EXPIRE_NS = 10_000_000_000L;
    private static final long MEMORY = 16 << 20;

    private final Environment environment;

    /**
     * An experiment that was made.
     *
     * @param startNs time of its start, nanoseconds since the Unix epoch
     */
    private record Made(Experiment experiment, long startNs, List<String> observations) {
        boolean asPredicted() {
            return observations.equals(experiment.predictions());
        }
    }

    DemoRun(Environment environment) {
        this.environment = environment;
    }

    /** Returns the exit status. */
    int run(boolean capturing) throws IOException, CaptureException {
        DemoSink events = new DemoSink();
        List<Made> made = new ArrayList<>();
        try (RunCapture capture = RunCapture.open(capturing, null, environment.messages())) {
            StoryTeller story = new StoryTeller(List.of(events), false, capture.seesPackets());
            story.start(RealTime.nowNs());
            capture.feed(
                    story,
                    new Analysis.Settings(EXPIRE_NS, MEMORY, Correlator.Follow.AT_ONCE, null, 0, Seed.unpredictable()));
            Bench bench = new Bench(story::call);
            for (Experiment experiment : Experiments.all()) {
                long startNs = RealTime.nowNs();
                experiment.body().run(bench);
                made.add(new Made(experiment, startNs, bench.observations()));
            }
            capture.end();
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
