/**
 * Datagrams and ICMP errors come in, in the order of their capture; for every error a
 * {@link dev.udpbounce.correlate.Bounce} goes out that names its cause, or says why none can be named, and for every
 * datagram its {@link dev.udpbounce.correlate.Outcome}. Memory is bounded and every eviction counted; time is what
 * the frames say. Also the rule by which Linux tells a socket of an error, {@link dev.udpbounce.correlate.Delivery}.
 * Never here: the wire format, and wording.
 */
@NullMarked
package dev.udpbounce.correlate;

import org.jspecify.annotations.NullMarked;
