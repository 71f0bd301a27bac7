// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.run;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.live.CaptureCompanion;
import dev.udpbounce.live.LiveSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;

/** A live source that knows up to which time its packets were handed on, however far behind a busy machine is. */
final class PacedSource implements FrameSource, CaptureCompanion {
    /** How late the kernel may hand over a packet. */
    private static final long DELAY_NS = 100_000_000;

    private final LiveSource source;
    private final LongConsumer passed;
    private final Collection<String> warnings;
    private volatile long handedOnNs = Long.MIN_VALUE;

    /**
     * @param passed receives a time before which no packet is outstanding, before {@link #handedOnNs} returns it
     * @param warnings added to the report, as they are at the end
     */
    PacedSource(LiveSource source, LongConsumer passed, Collection<String> warnings) {
        this.source = source;
        this.passed = passed;
        this.warnings = warnings;
        source.accompany(this);
    }

    /** Records that no more packets come. */
    void ended() {
        handedOnNs = Long.MAX_VALUE;
    }

    /** Returns a time before which no packet is outstanding, in nanoseconds since the Unix epoch. For any thread. */
    long handedOnNs() {
        return handedOnNs;
    }

    @Override
    public boolean next(Frame frame) {
        boolean more = source.next(frame);
        // The caller has processed the earlier frames when it requests the next one.
        handOn(more ? frame.timeNs() - DELAY_NS : Long.MAX_VALUE);
        return more;
    }

    @Override
    public void caughtUp(long silentNs) {
        handOn(RealTime.nowNs() - DELAY_NS);
    }

    private void handOn(long timeNs) {
        if (timeNs > handedOnNs) {
            passed.accept(timeNs);
            handedOnNs = timeNs;
        }
    }

    @Override
    public void idle() {
        // no work is done in a pause
    }

    @Override
    public void notice(String name, String text) {
        // the reports contain the notice
    }

    @Override
    public List<CaptureReport> reports() {
        List<CaptureReport> reports = new ArrayList<>(source.reports());
        reports.set(0, reports.get(0).withWarnings(warnings));
        return reports;
    }

    @Override
    public void close() {
        source.close();
    }
}
