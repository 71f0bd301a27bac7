// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import java.util.List;

/** A live source that records frames as they are delivered; it ends early when the recording is complete. */
public final class RecordedSource implements FrameSource {
    private final PcapSource source;
    private final Recording recording;

    public RecordedSource(PcapSource source, Recording recording) {
        this.source = source;
        this.recording = recording;
    }

    @Override
    public boolean next(Frame frame) {
        if (recording.complete() || !source.next(frame)) {
            return false;
        }
        recording.packet(source.current(), frame);
        return !recording.complete();
    }

    @Override
    public List<CaptureReport> reports() {
        return source.reports();
    }

    /** Ends the recording; the source stays open. */
    @Override
    public void close() {
        recording.close();
    }
}
