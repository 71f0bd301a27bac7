// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import dev.udpbounce.capture.Input;
import dev.udpbounce.capture.Inputs;
import dev.udpbounce.capture.UnreadableException;
import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.cli.option.FileIdentity;
import dev.udpbounce.cli.option.OutputFile;
import dev.udpbounce.cli.option.OutputFormat;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.output.BackgroundSinks;
import dev.udpbounce.cli.session.Seed;
import dev.udpbounce.cli.session.Session;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.pipeline.Analysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of {@code read}: opens inputs and outputs, runs the pipeline, and turns the outcome into a status. */
final class ReadSession {
    /** The total size of the inputs, in octets, from which a second pass, and a thread for the output, save time. */
    private static final long LARGE = 1 << 20;

    private static final int MOST_WARNINGS = 10;

    /** Ends a run early, as if its inputs had ended. */
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
    private final Diagnostics diagnostics;
    private final StandardInput standardInput;

    /** @param skewsNs nanoseconds to add to the times of an input, by input name */
    ReadSession(Environment environment, TimelineOptions options, Passes passes, Map<String, Long> skewsNs) {
        this.environment = environment;
        this.options = options;
        this.passes = passes;
        this.skewsNs = skewsNs;
        diagnostics = environment.diagnostics();
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
            printUnreadable(inputs);
            if (inputs.readable().isEmpty()) {
                return ExitStatus.FAILED;
            }
            refuseToOverwrite(inputs.readable());
            refuseToAnnotate(inputs.readable());
            boolean growing = names.contains(Input.STANDARD_INPUT);
            Session session =
                    new Session(environment, options, inputs.readable().size() > 1, growing);
            if (!inputs.unreadable().isEmpty()) {
                session.findings().failed();
            }
            if (session.open()) {
                analyze(settings, inputs, session, growing);
            }
            return session.exitStatus();
        }
    }

    private void printUnreadable(Inputs inputs) {
        for (UnreadableException unreadable : inputs.unreadable()) {
            diagnostics.error(unreadable.file(), String.valueOf(unreadable.getMessage()));
        }
        diagnostics.warnings(inputs.warnings(), MOST_WARNINGS);
    }

    private void refuseToOverwrite(List<Input> inputs) {
        for (OutputFile output : options.files()) {
            for (Input input : inputs) {
                if (isSameFile(output.path(), input.name())) {
                    throw options.usageError("Invalid value for option '-o': '" + output.name() + "' is an input");
                }
            }
        }
    }

    /** Refuses an annotated copy of what can be read only once. */
    private void refuseToAnnotate(List<Input> inputs) {
        for (Input input : inputs) {
            if (!input.isRegularFile()) {
                options.refuse(
                        OutputFormat.PCAPNG,
                        "the input '" + input.name() + "' cannot be read again; write it to a file first");
            }
        }
    }

    private static boolean isSameFile(Path output, String input) {
        Path path = input.equals(Input.STANDARD_INPUT) ? FileIdentity.STANDARD_INPUT : Path.of(input);
        Object identity = FileIdentity.of(path);
        return identity != null && identity.equals(FileIdentity.of(output));
    }

    /** Runs the analysis, with its progress unless events are printed on the same terminal. */
    private Summary runVisibly(Analysis analysis, Inputs inputs) throws IOException {
        Terminal terminal = environment.terminal();
        if (!terminal.err() || (terminal.out() && !options.quiet())) {
            return run(analysis, inputs);
        }
        long totalBytes = inputs.rereadable() && !inputs.isCompressed() ? size(inputs) : 0;
        try (Progress progress = new Progress(diagnostics, analysis::packetsSoFar, analysis::bytesSoFar, totalBytes)) {
            progress.start();
            return run(analysis, inputs);
        }
    }

    private void analyze(Analysis.Settings settings, Inputs inputs, Session session, boolean growing)
            throws IOException {
        ReadNotices notices = new ReadNotices(environment.interruption());
        BackgroundSinks apart =
                inputs.rereadable() && size(inputs) >= LARGE ? new BackgroundSinks(session.sinks()) : null;
        List<EventSink> sinks = new ArrayList<>(apart == null ? session.sinks() : apart.sinks());
        sinks.add(notices);
        Analysis analysis = new Analysis(settings, sinks);
        environment.interruption().onInterrupt(new Stop(standardInput, analysis));
        if (growing && options.format() == OutputFormat.TEXT) {
            standardInput.onPause(analysis::paused);
        }
        // Not a lambda: the first one takes some milliseconds of a short run.
        session.complete(new Session.Work() {
            @Override
            public void run() throws IOException {
                Summary summary = runToEnd(analysis, inputs, apart);
                notices.print(summary, options.verbose(), diagnostics);
                session.findings().found(summary);
                if (notices.damaged()) {
                    session.findings().failed();
                }
            }
        });
    }

    /** @param apart closed with the run, before anything is printed about it; null if the outputs have no thread */
    private Summary runToEnd(Analysis analysis, Inputs inputs, @Nullable BackgroundSinks apart) throws IOException {
        try (apart) {
            return runVisibly(analysis, inputs);
        }
    }

    private Summary run(Analysis analysis, Inputs inputs) throws IOException {
        boolean twice =
                switch (passes) {
                    case AUTO -> !options.all() && inputs.isFastToReread() && size(inputs) >= LARGE;
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

    /** Returns the octets of the inputs, all of which must be files that can be read again. */
    private static long size(Inputs inputs) throws IOException {
        long size = 0;
        for (Input input : inputs.readable()) {
            size += Files.size(Path.of(input.name()));
        }
        return size;
    }
}
