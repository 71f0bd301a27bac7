/**
 * Connects the stages: decodes, selects and correlates the frames of a source, adds socket lookups, orders the events
 * and passes them to the sinks; at the end, sums up the counts of the stages. The package is not a stage itself and
 * makes no decision about a datagram.
 */
@NullMarked
package dev.udpbounce.pipeline;

import org.jspecify.annotations.NullMarked;
