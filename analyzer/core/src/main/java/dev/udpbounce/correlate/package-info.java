/**
 * Correlates datagrams and ICMP errors, passed in the order of capture. For every error it emits a {@link
 * dev.udpbounce.event.Bounce} that names the cause or the reason why there is none, and for every datagram its {@link
 * dev.udpbounce.event.Outcome}. Memory is bounded and every eviction counted; the frames define the time. Never here:
 * the wire format, and wording.
 */
@NullMarked
package dev.udpbounce.correlate;

import org.jspecify.annotations.NullMarked;
