// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import java.util.List;

/**
 * What the screen shows of the capture, as it was at one time.
 *
 * @param rows in the order in which they began
 * @param all all rows together, with those that are forgotten
 * @param forgotten rows that there was no room for
 * @param epochNs the time, nanoseconds since the Unix epoch
 * @param nowNs the same by the clock of the screen
 */
record Snapshot(List<RowView> rows, RowView all, long forgotten, long epochNs, long nowNs) {}
