package dev.udpbounce.cli;

import dev.udpbounce.render.CsvWriter;
import dev.udpbounce.render.Flush;
import dev.udpbounce.render.JsonWriter;
import dev.udpbounce.render.TextOptions;
import dev.udpbounce.render.TextWriter;
import dev.udpbounce.timeline.EventSink;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Everything that one timeline is written to: standard output, and the files of {@code -o}. */
final class Outputs {
    private final Environment environment;
    private final TimelineOptions options;
    private final boolean severalInputs;
    private final boolean growing;
    private final List<Output> files = new ArrayList<>();
    private final Results results = new Results();
    private boolean whole = true;

    /**
     * @param severalInputs whether frame numbers need the input named beside them
     * @param growing whether the input comes as it happens, so that its events are to be seen at once
     */
    Outputs(Environment environment, TimelineOptions options, boolean severalInputs, boolean growing) {
        this.environment = environment;
        this.options = options;
        this.severalInputs = severalInputs;
        this.growing = growing;
    }

    /** Opens the files; what cannot be opened is told, and the answer is false. */
    boolean open() {
        for (OutputFile file : options.files()) {
            try {
                Output output = file.open();
                files.add(output);
                results.add(output, writer(output, file.format(), false));
            } catch (IOException e) {
                environment.messages().error(file.name(), Faults.reason(e));
                close();
                return false;
            }
        }
        // The summary is no part of CSV, so that nothing is left of it.
        if (!options.quiet() || options.format() != OutputFormat.CSV) {
            results.add(environment.out(), writer(environment.out(), options.format(), true));
        }
        return true;
    }

    List<? extends EventSink> sinks() {
        return results.sinks();
    }

    /** Whether the fault of every output has ended the run, so that an exception of theirs says nothing more. */
    boolean allFailed() {
        return !results.anyWritable();
    }

    /** Closes the files; what could not be written is told, once, and the answer is false. */
    boolean close() {
        for (Output file : files) {
            file.close();
            IOException fault = file.fault();
            if (fault != null) {
                environment.messages().error(file.name(), Faults.reason(fault));
                whole = false;
            }
        }
        files.clear();
        return whole;
    }

    private EventSink writer(Output output, OutputFormat format, boolean standard) {
        boolean quiet = standard && options.quiet();
        boolean watched = growing || (standard && environment.terminal().out());
        Flush flush = watched ? Flush.EACH_EVENT : Flush.WHEN_FULL;
        return switch (format) {
            case TEXT -> new TextWriter(output, text(standard, quiet, flush));
            case JSON -> json(output, quiet ? JsonWriter.Shape.SUMMARY : JsonWriter.Shape.DOCUMENT, flush);
            case NDJSON -> json(output, quiet ? JsonWriter.Shape.SUMMARY : JsonWriter.Shape.LINES, flush);
            case CSV -> new CsvWriter(output, flush);
        };
    }

    private static EventSink json(Output output, JsonWriter.Shape shape, Flush flush) {
        return new JsonWriter(output, shape, flush);
    }

    private TextOptions text(boolean standard, boolean quiet, Flush flush) {
        Terminal terminal = environment.terminal();
        return new TextOptions(
                options.time(),
                options.local() ? ZoneId.systemDefault() : ZoneOffset.UTC,
                terminal.width(),
                standard && options.color().colors(terminal),
                standard && terminal.ascii(),
                severalInputs,
                quiet,
                flush);
    }
}
