/**
 * Correlates datagrams and ICMP errors, passed in the order of capture. For every error it emits a {@link
 * dev.udpbounce.correlate.Bounce} that names the cause or the reason why there is none, and for every datagram its
 * {@link dev.udpbounce.correlate.Outcome}. Memory is bounded and every eviction counted; the frames define the time.
 * Also contains the rule by which Linux tells a socket of an error, {@link dev.udpbounce.correlate.Delivery}. Never
 * here: the wire format, and wording.
 */
@NullMarked
package dev.udpbounce.correlate;

import org.jspecify.annotations.NullMarked;
