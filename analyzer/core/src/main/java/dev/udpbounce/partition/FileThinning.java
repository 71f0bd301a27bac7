// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.bulk.Thinning;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.decode.Decoder;

/** Reads one capture again, and keeps what the homes need. */
public final class FileThinning {
    private FileThinning() {}

    /**
     * Reads a capture to its end.
     *
     * @param frames its frames, read alone
     * @param sink receives what is kept; the origins of frames are those of this reading, see {@link RunPlan#origin}
     * @return the sums of the datagrams that are not kept
     */
    public static RunTotals thin(FrameSource frames, RunPlan plan, PartitionSettings settings, Thinning.Sink sink) {
        Thinning thinning = new Thinning(
                plan.pass(),
                plan.homes(),
                settings.expireNs(),
                settings.selected(),
                settings.firstNs(),
                settings.lastNs(),
                sink);
        Decoder decoder = new Decoder();
        FrameBatch batch = new FrameBatch();
        while (frames.nextBatch(batch, FrameBatch.CAPACITY)) {
            if (Decoder.supports(batch.origin().linkType())) {
                thinning.take(batch, decoder);
            } else {
                thinning.pass(batch);
            }
        }
        thinning.finish();
        RunTotals totals = new RunTotals();
        totals.add(Figure.SENDS, thinning.leftOut());
        totals.add(Figure.ANSWERED, thinning.answered());
        totals.add(Figure.EXPIRED, thinning.expired());
        totals.add(Figure.FILTERED_SENDS, thinning.otherSends());
        totals.add(Figure.FILTERED_ERRORS, thinning.otherErrors());
        return totals;
    }
}
