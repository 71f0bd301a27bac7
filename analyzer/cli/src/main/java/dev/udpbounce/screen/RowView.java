// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.event.BounceRow.Known;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.ProcessDestination;
import dev.udpbounce.icmp.IcmpCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was at one time.
 *
 * @param sent datagrams
 * @param bounced errors matched to a datagram, and errors without one, without repetitions
 * @param told errors that a program is told of
 * @param never errors that no program is told of
 * @param error the latest error; null if there was none
 * @param errorNs its time, nanoseconds since the Unix epoch
 * @param delayNs median of the latest delays; -1 if there is none
 * @param bars errors in each of the latest seconds, the present one last
 * @param createdNs when the row began, by the clock of the screen
 * @param events the latest events, in order
 */
record RowView(
        ProcessDestination key,
        long sent,
        long bounced,
        Known told,
        Known never,
        @Nullable IcmpCode error,
        long errorNs,
        long delayNs,
        SecondBars bars,
        long createdNs,
        List<Event> events) {}
