// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.capture.Origin;
import org.jspecify.annotations.Nullable;

/**
 * One of several frames of the same datagram.
 *
 * @param frame 1-based number in its own file or live capture
 * @param timeNs nanoseconds since the Unix epoch, see {@link dev.udpbounce.capture.Frame#timeNs}
 * @param hasTime whether the capture time of the frame is known
 * @param translation the other addresses or ports that the datagram has in this frame; null if they are those of its first
 *     frame
 */
public record SendSighting(
        Origin origin,
        long frame,
        long timeNs,
        boolean hasTime,
        @Nullable Translation translation) {
    /** Creates a frame that shows the datagram with the addresses and ports of its first frame. */
    public SendSighting(Origin origin, long frame, long timeNs, boolean hasTime) {
        this(origin, frame, timeNs, hasTime, null);
    }
}
