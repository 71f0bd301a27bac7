/**
 * Counts the events of a running timeline and exports the counters to Prometheus, over HTTP or in a file, with the
 * Prometheus client library. The number of series does not grow with the names in packets.
 */
@NullMarked
package dev.udpbounce.metrics;

import org.jspecify.annotations.NullMarked;
