// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Inputs;
import java.nio.file.Path;
import java.util.List;

/**
 * A recorded file as read by this project's reader.
 *
 * @param lastNs time of the last packet
 */
record CapturedFile(long packets, long lastNs, boolean damaged, CaptureReport report) {
    static CapturedFile read(Path file) {
        try (Inputs inputs = Inputs.open(List.of(file.toString()));
                FrameSource source = inputs.frames()) {
            Frame frame = new Frame();
            long packets = 0;
            while (source.next(frame)) {
                packets++;
            }
            CaptureReport report = source.reports().get(0);
            return new CapturedFile(packets, frame.timeNs(), !report.damage().isEmpty(), report);
        }
    }
}
