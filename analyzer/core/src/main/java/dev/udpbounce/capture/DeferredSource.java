// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source that opens its input for the first frame, and closes it after the last. */
final class DeferredSource implements FrameSource {
    private final Input input;
    private final long skewNs;
    private @Nullable FrameSource source;
    private List<CaptureReport> reports;
    private boolean ended;

    /** @param skewNs nanoseconds to add to each time */
    DeferredSource(Input input, long skewNs) {
        this.input = input;
        this.skewNs = skewNs;
        reports = List.of(input.unread());
    }

    /**
     * Time of the first frame, in nanoseconds since the Unix epoch, without opening the input; {@link Input#UNKNOWN} if
     * unknown.
     */
    long firstNs() {
        return input.firstNs() == Input.UNKNOWN ? Input.UNKNOWN : SkewedSource.moved(input.firstNs(), skewNs);
    }

    @Override
    public boolean next(Frame frame) {
        if (ended) {
            return false;
        }
        FrameSource from = source();
        if (from.next(frame)) {
            return true;
        }
        ended = true;
        reports = from.reports();
        source = null;
        input.ended();
        return false;
    }

    @Override
    public void extend(FrameBatch batch, int most, long lastNs) {
        source().extend(batch, most, lastNs);
    }

    private FrameSource source() {
        FrameSource opened = source;
        if (opened == null) {
            opened = SkewedSource.of(input.frames(), skewNs);
            source = opened;
        }
        return opened;
    }

    @Override
    public List<CaptureReport> reports() {
        return source == null ? reports : source.reports();
    }

    @Override
    public void close() {
        ended = true;
        if (source != null) {
            reports = source.reports();
            source.close();
            source = null;
        }
    }
}
