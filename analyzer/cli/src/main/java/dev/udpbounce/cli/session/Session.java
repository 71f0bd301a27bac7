// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.session;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.output.Outputs;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.render.text.SummaryTables;
import dev.udpbounce.render.text.TextOptions;
import java.io.IOException;
import java.util.List;

/**
 * The common steps of every command that prints a timeline: opens the outputs, runs the analysis, records its findings,
 * closes the outputs, and determines the exit status.
 */
public final class Session implements AutoCloseable {
    private final Outputs outputs;
    private final Findings findings;

    /** The work that is done while the outputs are open. */
    public interface Work {
        void run() throws IOException;
    }

    /**
     * @param severalInputs whether frame numbers are printed with their input
     * @param growing whether the input is live, so that its events are printed at once
     */
    public Session(Environment environment, TimelineOptions options, boolean severalInputs, boolean growing) {
        outputs = new Outputs(environment, options, severalInputs, growing);
        findings = new Findings(options);
    }

    /** Names what the timeline is of, where that is not its inputs. Before {@link #open}. */
    public void title(String title) {
        outputs.title(title);
    }

    /** Leaves standard output to the caller. Before {@link #open}. */
    public void leaveStandardOutput() {
        outputs.leaveStandardOutput();
    }

    /** Returns how text on standard output is written, event by event. */
    public TextOptions textOptions() {
        return outputs.textOptions();
    }

    /** Opens the outputs; if one cannot be opened, the reason is printed and the run has failed. */
    public boolean open() {
        boolean opened = outputs.open();
        if (!opened) {
            findings.failed();
        }
        return opened;
    }

    /** Returns the sinks for the events of the timeline. */
    public List<? extends EventSink> sinks() {
        return outputs.sinks();
    }

    /** Returns the tables at the end of a timeline, for messages on standard error. */
    public SummaryTables tables() {
        return outputs.tables();
    }

    public Findings findings() {
        return findings;
    }

    /**
     * Does the work and closes the outputs.
     *
     * @return false if the work was aborted because no output could be written any more
     */
    public boolean complete(Work work) throws IOException {
        try {
            work.run();
            return true;
        } catch (IOException e) {
            if (!outputs.allFailed()) {
                throw e;
            }
            return false;
        } finally {
            close();
        }
    }

    /** Closes the files of {@code -o}; if one could not be written, the reason is printed and the run has failed. */
    @Override
    public void close() {
        if (!outputs.close()) {
            findings.failed();
        }
    }

    public int exitStatus() {
        return findings.exitStatus();
    }
}
