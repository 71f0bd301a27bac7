/**
 * Events and counts of a running timeline come in; counters go out that Prometheus scrapes, or reads from a file. The
 * Prometheus client lives here. Never here: a series for every name that a packet holds.
 */
@NullMarked
package dev.udpbounce.metrics;

import org.jspecify.annotations.NullMarked;
