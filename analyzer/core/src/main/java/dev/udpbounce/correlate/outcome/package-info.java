/**
 * Tracks the outcomes of datagrams: bounced, answered, suppressed, or no error seen. Takes leaving
 * datagrams and arriving answers; returns the outcome of each datagram and sums of flows and destinations. Never here:
 * which datagram caused an error.
 */
@NullMarked
package dev.udpbounce.correlate.outcome;

import org.jspecify.annotations.NullMarked;
