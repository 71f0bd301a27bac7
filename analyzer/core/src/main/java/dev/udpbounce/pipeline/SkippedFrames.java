// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.Input;
import dev.udpbounce.capture.LinkTypes;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Event;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Number of frames not decoded, by input and link-type name. */
final class SkippedFrames {
    private final Map<String, SortedMap<String, Long>> byInput = new TreeMap<>();

    void count(FrameBatch batch) {
        Origin origin = batch.origin();
        String name = origin.file() == null ? origin.interfaceName() : origin.file();
        byInput.computeIfAbsent(name == null ? Input.STANDARD_INPUT : name, input -> new TreeMap<>())
                .merge(LinkTypes.name(origin.linkType()), (long) batch.size(), Long::sum);
    }

    /** Summarizes an input, at the time of the last frame of the run. */
    Event.CaptureSummary summary(CaptureReport report, long lastNs) {
        return new Event.CaptureSummary(
                report, byInput.getOrDefault(report.name(), Collections.emptySortedMap()), lastNs);
    }
}
