package dev.udpbounce.cli;

import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The outputs of one timeline. One that cannot be written, such as a pipe whose reader has gone, is left out from then
 * on, and the others are completed; only when none is left does the fault end the run.
 */
final class Results {
    private final List<Result> results = new ArrayList<>();

    void add(Output output, EventSink writer) {
        results.add(new Result(output, writer));
    }

    List<? extends EventSink> sinks() {
        return results;
    }

    /** Whether a fault has left anything to write to. */
    boolean anyWritable() {
        for (Result result : results) {
            if (result.isWritable()) {
                return true;
            }
        }
        return false;
    }

    private final class Result implements EventSink {
        private final Output output;
        private final EventSink writer;

        Result(Output output, EventSink writer) {
            this.output = output;
            this.writer = writer;
        }

        boolean isWritable() {
            return output.fault() == null;
        }

        @Override
        public boolean wantsOrder() {
            return writer.wantsOrder();
        }

        @Override
        public boolean wantsOutcomes() {
            return writer.wantsOutcomes();
        }

        @Override
        public void begin(long firstNs) throws IOException {
            if (isWritable()) {
                try {
                    writer.begin(firstNs);
                } catch (IOException e) {
                    leaveOut(e);
                }
            }
        }

        @Override
        public void event(Event event) throws IOException {
            if (isWritable()) {
                try {
                    writer.event(event);
                } catch (IOException e) {
                    leaveOut(e);
                }
            }
        }

        @Override
        public void end(Summary summary) throws IOException {
            if (isWritable()) {
                try {
                    writer.end(summary);
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
