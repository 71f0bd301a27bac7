// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import java.util.List;

/**
 * A live source that records its frames. A frame is recorded when the next one is requested, since it is analyzed by then.
 * The source ends early when the recording is complete.
 */
public final class RecordedSource implements FrameSource {
    private final LiveSource source;
    private final CommentedRecording recording;

    public RecordedSource(LiveSource source, CommentedRecording recording) {
        this.source = source;
        this.recording = recording;
    }

    @Override
    public boolean next(Frame frame) {
        recording.analyzed();
        return !recording.complete() && source.next(frame) && recording.take(source.current(), frame);
    }

    @Override
    public List<CaptureReport> reports() {
        return source.reports();
    }

    /** Ends the recording, after the analysis; the source stays open. */
    @Override
    public void close() {
        recording.close();
    }
}
