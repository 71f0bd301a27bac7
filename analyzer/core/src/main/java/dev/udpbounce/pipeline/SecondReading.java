// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import dev.udpbounce.bulk.FastLane;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.focus.FocusedEvents;
import dev.udpbounce.timeline.Timeline;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads frames into the correlator: the only reading, or that after {@link FirstReading}. */
final class SecondReading {
    /** Minimum number of frames between two releases of events. */
    private static final int RELEASE = 1024;

    private final Correlator correlator;
    private final boolean inOrder;
    private final Decoder decoder;
    private final FrameCounts frames;
    private final SkippedFrames skipped;
    private final RunControl control;
    private final Timeline timeline;
    private final FocusedEvents focused;

    /**
     * Creates the reading without reading frames.
     *
     * @param inOrder whether the frames are known to be in the order of their times
     */
    SecondReading(
            Correlator correlator,
            boolean inOrder,
            Decoder decoder,
            FrameCounts frames,
            SkippedFrames skipped,
            RunControl control,
            Timeline timeline,
            FocusedEvents focused) {
        this.correlator = correlator;
        this.inOrder = inOrder;
        this.decoder = decoder;
        this.frames = frames;
        this.skipped = skipped;
        this.control = control;
        this.timeline = timeline;
        this.focused = focused;
    }

    /**
     * Reads to the end of the source, to the limit, or until the run is stopped.
     *
     * @param lane takes whole batches; null if {@code handler} takes the packets of one frame after the other
     * @param limit frames to read at most; 0 for no limit
     * @param check called for every batch; what it throws ends the reading
     */
    void read(FrameSource source, @Nullable FastLane lane, PacketHandler handler, long limit, Runnable check)
            throws IOException {
        FrameBatch batch = new FrameBatch();
        Frame frame = new Frame();
        long released = 0;
        while (source.nextBatch(batch, FirstReading.most(frames.packets(), limit))) {
            check.run();
            count(batch);
            if (!Decoder.supports(batch.origin().linkType())) {
                skipped.count(batch);
                correlator.at(batch, 0, batch.size());
            } else if (lane != null) {
                lane.take(batch);
            } else {
                for (int i = 0; i < batch.size(); i++) {
                    batch.frame(i, frame);
                    correlator.at(frame);
                    decoder.decode(frame, handler);
                }
            }
            if (frames.packets() - released >= RELEASE) {
                released = frames.packets();
                timeline.release(inOrder ? correlator.oldestOpenNs() : correlator.oldestNs());
            }
            if (frames.packets() == limit || control.stopped()) {
                break;
            }
        }
    }

    private void count(FrameBatch batch) throws IOException {
        if (!frames.hasTimes() && batch.hasTimes()) {
            focused.begin(batch.timesNs()[0]);
            timeline.begin(batch.timesNs()[0]);
        }
        frames.count(batch);
        control.progress(frames.packets(), frames.bytes());
    }
}
