// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.output;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.cli.environment.OutputFaults;
import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.cli.option.OutputFile;
import dev.udpbounce.cli.option.OutputFormat;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.render.csv.CsvWriter;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.html.HtmlReport;
import dev.udpbounce.render.json.JsonWriter;
import dev.udpbounce.render.json.TraceWriter;
import dev.udpbounce.render.pcapng.PcapngAnnotator;
import dev.udpbounce.render.text.CollapsingText;
import dev.udpbounce.render.text.SummaryTables;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.render.text.TextWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All outputs of one timeline: standard output, and the files of {@code -o}. */
public final class Outputs {
    private final Environment environment;
    private final TimelineOptions options;
    private final boolean severalInputs;
    private final boolean growing;
    private final List<Output> files = new ArrayList<>();
    private final Results results;
    private String title = "";
    private boolean whole = true;
    private boolean ofFilesAlone;

    /**
     * @param severalInputs whether frame numbers are printed with their input
     * @param growing whether the input is live, so that its events are printed at once
     */
    public Outputs(Environment environment, TimelineOptions options, boolean severalInputs, boolean growing) {
        this.environment = environment;
        this.options = options;
        this.severalInputs = severalInputs;
        this.growing = growing;
        results = new Results(options::arranged);
    }

    /** Names what the timeline is of, where that is not its inputs. Before {@link #open}. */
    public void title(String newTitle) {
        title = newTitle;
    }

    /** Leaves standard output to the caller. Before {@link #open}. */
    public void leaveStandardOutput() {
        ofFilesAlone = true;
    }

    /** Opens the files; reports the first that cannot be opened and returns false. */
    public boolean open() {
        for (OutputFile file : options.files()) {
            try {
                Output output = environment.interruption().beforeAnything(file::open);
                files.add(output);
                results.add(output, writer(output, file.format(), false), false);
            } catch (IOException e) {
                environment.diagnostics().error(file.name(), OutputFaults.reason(e));
                close();
                return false;
            }
        }
        // CSV has no summary, so that a quiet CSV output would be empty.
        if (!ofFilesAlone && (!options.quiet() || options.format() != OutputFormat.CSV)) {
            boolean watched = growing && options.format() == OutputFormat.TEXT;
            results.add(environment.out(), writer(environment.out(), options.format(), true), watched);
        }
        return true;
    }

    public List<? extends EventSink> sinks() {
        return results.sinks();
    }

    /** Returns whether the run ended because all outputs failed, so that their exception need not be reported. */
    public boolean allFailed() {
        return !results.sinks().isEmpty() && !results.anyWritable();
    }

    /** Closes the files; reports each that could not be written once, and returns false if there was any. */
    public boolean close() {
        for (Output file : files) {
            file.close();
            IOException fault = file.fault();
            if (fault != null) {
                environment.diagnostics().error(file.name(), OutputFaults.reason(fault));
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
            case TEXT -> text(new TextWriter(output, text(standard, quiet, flush)), standard);
            case JSON -> json(output, quiet ? JsonWriter.Shape.SUMMARY : JsonWriter.Shape.DOCUMENT, flush);
            case NDJSON -> json(output, quiet ? JsonWriter.Shape.SUMMARY : JsonWriter.Shape.LINES, flush);
            case CSV -> new CsvWriter(output, flush);
            case PERFETTO -> new TraceWriter(output);
            case PCAPNG -> new PcapngAnnotator(output);
            case HTML -> new HtmlReport(output, title);
        };
    }

    /** Returns the tables at the end of a timeline, for messages on standard error. */
    public SummaryTables tables() {
        return new SummaryTables(text(true, true, Flush.WHEN_FULL).withColor(false));
    }

    /** Returns how text on standard output is written, event by event. */
    public TextOptions textOptions() {
        return text(true, options.quiet(), Flush.EACH_EVENT);
    }

    private EventSink text(TextWriter writer, boolean standard) {
        return standard && options.collapses(environment.terminal()) ? new CollapsingText(writer) : writer;
    }

    private static EventSink json(Output output, JsonWriter.Shape shape, Flush flush) {
        return new JsonWriter(output, shape, flush);
    }

    private TextOptions text(boolean standard, boolean quiet, Flush flush) {
        Terminal terminal = environment.terminal();
        return new TextOptions(
                options.time(),
                options.zone(),
                terminal.width(),
                standard && options.color().colors(terminal),
                standard && terminal.ascii(),
                severalInputs,
                quiet,
                flush,
                options.rows(TextOptions.ROWS));
    }
}
