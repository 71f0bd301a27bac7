package dev.udpbounce.cli;

import dev.udpbounce.capture.Input;
import dev.udpbounce.capture.Inputs;
import dev.udpbounce.capture.UnreadableException;
import dev.udpbounce.timeline.Analysis;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of {@code read}: opens inputs and outputs, joins the pipeline, runs it, turns the outcome into a status. */
final class Reading {
    /** From this size on, octets of all inputs together, a second pass costs less than it saves. */
    private static final long TWO_PASSES_FROM = 1 << 20;

    private static final int MOST_WARNINGS = 10;

    /** Ends a run early, as if its inputs ended. */
    private record Stop(StandardInput input, @Nullable Analysis analysis) implements Runnable {
        @Override
        public void run() {
            if (analysis != null) {
                analysis.stop();
            }
            input.stop();
        }
    }

    private final Environment environment;
    private final TimelineOptions options;
    private final Passes passes;
    private final Map<String, Long> skewsNs;
    private final Messages messages;
    private final StandardInput standardInput;

    /** @param skewsNs nanoseconds to add to the times of an input, by its name */
    Reading(Environment environment, TimelineOptions options, Passes passes, Map<String, Long> skewsNs) {
        this.environment = environment;
        this.options = options;
        this.passes = passes;
        this.skewsNs = skewsNs;
        messages = environment.messages();
        standardInput = new StandardInput(environment.in());
    }

    /** Reads files, folders, and {@code -} for standard input; returns the exit status. */
    int read(List<String> names) throws IOException {
        Analysis.Settings settings = options.settings(Seed.unpredictable());
        if (Collections.frequency(names, Input.STANDARD_INPUT) > 1) {
            throw options.usageError("'" + Input.STANDARD_INPUT + "' is named twice");
        }
        for (String name : skewsNs.keySet()) {
            if (!names.contains(name)) {
                throw options.usageError("Invalid value for option '--skew': '" + name + "' is no input");
            }
        }
        environment.interruption().onInterrupt(new Stop(standardInput, null));
        try (Inputs inputs = Inputs.open(names, standardInput, skewsNs)) {
            if (environment.interruption().interrupted()) {
                return ExitStatus.DONE;
            }
            tellUnreadable(inputs);
            if (inputs.readable().isEmpty()) {
                return ExitStatus.FAILED;
            }
            refuseToOverwrite(inputs.readable());
            boolean growing = names.contains(Input.STANDARD_INPUT);
            Outputs outputs =
                    new Outputs(environment, options, inputs.readable().size() > 1, growing);
            int status = outputs.open() ? analyse(settings, inputs, outputs) : ExitStatus.FAILED;
            return inputs.unreadable().isEmpty() ? status : ExitStatus.FAILED;
        }
    }

    private void tellUnreadable(Inputs inputs) {
        for (UnreadableException unreadable : inputs.unreadable()) {
            messages.error(unreadable.file(), String.valueOf(unreadable.getMessage()));
        }
        messages.warnings(inputs.warnings(), MOST_WARNINGS);
    }

    private void refuseToOverwrite(List<Input> inputs) throws IOException {
        for (OutputFile output : options.files()) {
            for (Input input : inputs) {
                if (isSameFile(output.path(), input.name())) {
                    throw options.usageError("Invalid value for option '-o': '" + output.name() + "' is an input");
                }
            }
        }
    }

    private static boolean isSameFile(Path output, String input) throws IOException {
        return !input.equals(Input.STANDARD_INPUT) && Files.exists(output) && Files.isSameFile(output, Path.of(input));
    }

    /** Runs the analysis; its progress is shown where it does not stand in the way of events on the same terminal. */
    private Summary runVisibly(Analysis analysis, Inputs inputs) throws IOException {
        Terminal terminal = environment.terminal();
        if (!terminal.err() || (terminal.out() && !options.quiet())) {
            return run(analysis, inputs);
        }
        long totalBytes = inputs.rereadable() ? size(inputs) : 0;
        try (Progress progress = new Progress(messages, analysis::packetsSoFar, analysis::bytesSoFar, totalBytes)) {
            progress.start();
            return run(analysis, inputs);
        }
    }

    private int analyse(Analysis.Settings settings, Inputs inputs, Outputs outputs) throws IOException {
        Notices notices = new Notices(environment.interruption());
        List<EventSink> sinks = new ArrayList<>(outputs.sinks());
        sinks.add(notices);
        Analysis analysis = new Analysis(settings, sinks);
        environment.interruption().onInterrupt(new Stop(standardInput, analysis));
        int status = ExitStatus.DONE;
        boolean written = false;
        try {
            Summary summary = runVisibly(analysis, inputs);
            notices.tell(summary, options.verbose(), messages);
            status = notices.damaged() ? ExitStatus.FAILED : verdict(summary);
        } catch (IOException e) {
            if (!outputs.allFailed()) {
                throw e;
            }
        } finally {
            written = outputs.close();
        }
        return written ? status : ExitStatus.FAILED;
    }

    private Summary run(Analysis analysis, Inputs inputs) throws IOException {
        boolean twice =
                switch (passes) {
                    case AUTO -> !options.all() && inputs.rereadable() && size(inputs) >= TWO_PASSES_FROM;
                    case ONE -> false;
                    case TWO -> true;
                };
        if (!twice) {
            return analysis.run(inputs.frames());
        }
        if (!inputs.rereadable()) {
            throw options.usageError("Invalid value for option '--passes': an input cannot be read twice");
        }
        return analysis.runTwice(inputs::frames);
    }

    /** Octets of the inputs; only where all of them are files that can be read again. */
    private static long size(Inputs inputs) throws IOException {
        long size = 0;
        for (Input input : inputs.readable()) {
            size += Files.size(Path.of(input.name()));
        }
        return size;
    }

    private int verdict(Summary summary) {
        if (options.failsOn(FailOn.LOSS) && summary.dropped() > 0) {
            return ExitStatus.LOSS;
        }
        long bounces = summary.exact() + summary.tuple() + summary.ambiguous() + summary.orphan();
        return options.failsOn(FailOn.BOUNCE) && bounces > 0 ? ExitStatus.FAILED_ON : ExitStatus.DONE;
    }
}
