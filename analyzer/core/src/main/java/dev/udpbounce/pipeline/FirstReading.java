// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import dev.udpbounce.bulk.FirstPass;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.select.Selection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads frames only for their errors, before a second reading for the causes. */
final class FirstReading {
    private final @Nullable Selection selection;
    private final long limit;
    private final boolean order;
    private final RunControl control;
    private boolean dense;

    /**
     * Creates the reading without reading frames.
     *
     * @param limit frames to read at most; 0 for no limit
     * @param order whether it is used that the frames are in order, even if there are many errors
     */
    FirstReading(@Nullable Selection selection, long limit, boolean order, RunControl control) {
        this.selection = selection;
        this.limit = limit;
        this.order = order;
        this.control = control;
    }

    /** Fills {@code firstPass}, until it {@link #isDense}, and returns the number of frames read. */
    long read(FrameSource source, FirstPass firstPass) throws IOException {
        Decoder errors = Decoder.errorsOnly();
        FrameBatch batch = new FrameBatch();
        Frame frame = new Frame();
        PacketHandler handler = selection == null ? firstPass : new SelectedPackets(selection, firstPass, other -> {});
        long read = 0;
        while (!control.stopped() && source.nextBatch(batch, most(read, limit))) {
            if (dense) {
                firstPass.pass(batch);
            } else if (selection == null) {
                firstPass.take(batch, errors);
            } else {
                for (int i = 0; i < batch.size(); i++) {
                    batch.frame(i, frame);
                    firstPass.at(frame);
                    errors.decode(frame, handler);
                }
            }
            read += batch.size();
            control.progress(read, 0);
            dense |= firstPass.isDense(read);
            if (read == limit || (dense && !order)) {
                break;
            }
        }
        firstPass.finish();
        return read;
    }

    /**
     * Returns whether there are so many errors that a second reading would not gain from them. Of the rest of the frames,
     * only their order is known, if it is used.
     */
    boolean isDense() {
        return dense;
    }

    /** Maximum size in frames of the next batch, after {@code read} frames. */
    static int most(long read, long limit) {
        return limit == 0 ? FrameBatch.CAPACITY : (int) Math.min(FrameBatch.CAPACITY, limit - read);
    }
}
