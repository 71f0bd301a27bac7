// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.output;

import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.ForwardingSink;
import dev.udpbounce.event.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The outputs of one timeline. An output that cannot be written, such as a pipe without a reader, is left out from then
 * on and the others are completed; the run ends only when all outputs have failed.
 */
final class Results {
    private static final long PAUSE_NS = 1_000_000_000;

    private final List<Result> results = new ArrayList<>();
    private final UnaryOperator<Summary> arrange;

    /** @param arrange arranges the summary as the user wants it */
    Results(UnaryOperator<Summary> arrange) {
        this.arrange = arrange;
    }

    /** @param watched whether a person watches the output grow */
    void add(Output output, EventSink writer, boolean watched) {
        results.add(new Result(output, writer, watched));
    }

    List<? extends EventSink> sinks() {
        return results;
    }

    /** Returns whether any output can still be written. */
    boolean anyWritable() {
        for (Result result : results) {
            if (result.isWritable()) {
                return true;
            }
        }
        return false;
    }

    private final class Result extends ForwardingSink {
        private final Output output;
        private final boolean watched;
        private long pausedNs = System.nanoTime();

        Result(Output output, EventSink writer, boolean watched) {
            super(writer);
            this.watched = watched;
            this.output = output;
        }

        boolean isWritable() {
            return output.fault() == null;
        }

        @Override
        public boolean wantsSoon() {
            return watched;
        }

        @Override
        public void begin(long firstNs) throws IOException {
            if (isWritable()) {
                try {
                    super.begin(firstNs);
                } catch (IOException e) {
                    leaveOut(e);
                }
            }
        }

        @Override
        public void event(Event event) throws IOException {
            if (isWritable()) {
                try {
                    super.event(event);
                } catch (IOException e) {
                    leaveOut(e);
                }
            }
        }

        /** A pause is passed on once a second at most. */
        @Override
        public void pause() throws IOException {
            long nowNs = System.nanoTime();
            if (isWritable() && nowNs - pausedNs >= PAUSE_NS) {
                pausedNs = nowNs;
                try {
                    super.pause();
                } catch (IOException e) {
                    leaveOut(e);
                }
            }
        }

        @Override
        public void end(Summary summary) throws IOException {
            if (isWritable()) {
                try {
                    super.end(arrange.apply(summary));
                } catch (IOException e) {
                    leaveOut(e);
                }
            }
        }

        private void leaveOut(IOException e) throws IOException {
            if (isWritable() || !anyWritable()) {
                throw e;
            }
        }
    }
}
