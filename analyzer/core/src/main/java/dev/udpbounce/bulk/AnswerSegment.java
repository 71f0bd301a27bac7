// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

/**
 * The datagrams of one flow in one part of a run, none of which an error can be about, as far as datagrams of other parts
 * may be answered by them or answer them. Those answered within the segment are counted already.
 *
 * @param flow hash of the flow
 * @param first direction of the first one: 0 or 1
 * @param last direction of the last one
 * @param changed whether both directions occur
 * @param run number of datagrams at the end that are all in the last direction
 */
public record AnswerSegment(long flow, int first, int last, boolean changed, long run) {}
