// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.bulk.FirstPass;
import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.FileSpan;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of one capture after its first reading.
 *
 * @param report the report on the capture; of one that is refused, it has no frames and the reason as damage
 * @param linkTypesSkipped frames that were not decoded, by name of their link type
 * @param span its frames' place in the run
 * @param hasTimes whether any frame has a time
 * @param firstNs time of the first frame that has one, nanoseconds since the Unix epoch
 * @param firstOrderNs place of that frame in the order of merging: the latest time up to it
 * @param lastNs latest time of a frame that has one
 * @param totals its sums
 * @param pass the first pass over it, which is not finished; of one that was read, the pass that it was merged into
 */
public record FileSurvey(
        CaptureReport report,
        SortedMap<String, Long> linkTypesSkipped,
        FileSpan span,
        boolean hasTimes,
        long firstNs,
        long firstOrderNs,
        long lastNs,
        RunTotals totals,
        FirstPass pass) {
    /** Writes octets that {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        Wire.report(out, report);
        Wire.counts(out, linkTypesSkipped);
        out.writeLong(span.beginNs());
        out.writeLong(span.endNs());
        Wire.list(out, span.origins(), Wire::origin);
        Wire.list(out, span.placesNs(), DataOutput::writeLong);
        Wire.list(out, span.ordinals(), DataOutput::writeInt);
        out.writeBoolean(hasTimes);
        out.writeLong(firstNs);
        out.writeLong(firstOrderNs);
        out.writeLong(lastNs);
        totals.write(out);
        pass.write(out);
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @param into first pass with the same seed, which the one over the file is merged into
     */
    public static FileSurvey read(DataInput in, FirstPass into) throws IOException {
        FileSurvey survey = new FileSurvey(
                Wire.report(in),
                new TreeMap<>(Wire.counts(in)),
                new FileSpan(
                        in.readLong(),
                        in.readLong(),
                        Wire.list(in, Wire::origin),
                        Wire.list(in, DataInput::readLong),
                        Wire.list(in, DataInput::readInt)),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                RunTotals.read(in),
                into);
        into.merge(in);
        return survey;
    }
}
