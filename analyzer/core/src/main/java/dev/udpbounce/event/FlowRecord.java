// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import java.util.OptionalLong;

/**
 * The summary of one direction of a conversation, from its first datagram to its last.
 *
 * @param startNs time of the first datagram, nanoseconds since the Unix epoch; empty if it is not known
 * @param endNs time of the last datagram whose time is known
 * @param sends datagrams, without second sightings; the sum of the following four outcomes
 * @param bounced datagrams by {@link Outcome}, as are the next three
 * @param delays delays from its datagrams to their errors; empty if it has none
 */
public record FlowRecord(
        Flow flow,
        OptionalLong startNs,
        OptionalLong endNs,
        long sends,
        long bounced,
        long answered,
        long suppressed,
        long noErrorSeen,
        Delays delays) {}
