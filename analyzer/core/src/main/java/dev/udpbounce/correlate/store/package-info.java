/**
 * The data structures of a correlation: datagrams that wait for an error, their flows, and an index of the properties
 * that a quote may contain. Each is bounded and hides its layout. They take and return numbers; nothing is allocated
 * per datagram. Never here: which datagram an error is about, and when one leaves.
 */
@NullMarked
package dev.udpbounce.correlate.store;

import org.jspecify.annotations.NullMarked;
