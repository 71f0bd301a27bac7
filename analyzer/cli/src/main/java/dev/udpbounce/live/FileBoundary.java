// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.PcapngWriter;
import java.time.Instant;
import java.util.List;

/**
 * The point at which a file of a recording begins or ends.
 *
 * @param at its time, for the name of the file
 * @param epochNs the same, nanoseconds since the Unix epoch by the clock of the packets
 * @param sums the counts until then, for each interface
 * @param sameName whether the next file takes the place of the one before
 */
record FileBoundary(Instant at, long epochNs, List<CaptureReport> sums, boolean sameName) {
    /** Returns the statistics of an interface from here, or from its first packet, to another boundary. */
    PcapngWriter.Statistics statistics(int place, FileBoundary end) {
        CaptureReport after = end.sums.get(place);
        if (place >= sums.size()) {
            return new PcapngWriter.Statistics(
                    epochNs, end.epochNs, after.packets(), after.droppedByKernel(), after.droppedByInterface());
        }
        CaptureReport before = sums.get(place);
        return new PcapngWriter.Statistics(
                epochNs,
                end.epochNs,
                after.packets() - before.packets(),
                after.droppedByKernel() < 0 ? -1 : after.droppedByKernel() - before.droppedByKernel(),
                after.droppedByInterface() < 0 ? -1 : after.droppedByInterface() - before.droppedByInterface());
    }
}
