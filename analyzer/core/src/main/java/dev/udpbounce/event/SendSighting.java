// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.capture.Origin;

/**
 * One of several frames of the same datagram.
 *
 * @param frame 1-based number in its own file or live capture
 * @param timeNs nanoseconds since the Unix epoch, see {@link dev.udpbounce.capture.Frame#timeNs}
 * @param hasTime whether the capture time of the frame is known
 */
public record SendSighting(Origin origin, long frame, long timeNs, boolean hasTime) {}
