// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import java.io.IOException;

/** Receives a timeline: {@link #begin}, events, then {@link #end}; begin and end at most once each. */
public interface EventSink {
    /** Returns whether events must be in order of time, and not in the order in which they become known. */
    boolean wantsOrder();

    /**
     * Returns whether a sink that wants order would rather have an event late than wait long for an earlier one: it is for
     * a person who watches.
     */
    default boolean wantsSoon() {
        return false;
    }

    /**
     * Returns whether {@link Summary#outcomes()} must be complete. Outcomes that no sink wants need not be determined.
     */
    default boolean wantsOutcomes() {
        return false;
    }

    /** Returns whether {@link Event.FlowSummary} is used. Those that no sink wants are not made. */
    default boolean wantsFlows() {
        return true;
    }

    /** Returns whether live datagrams must have the first octets of their payloads. */
    default boolean wantsPayloads() {
        return false;
    }

    /** Returns whether events are wanted that the user does not want to see. Such a sink cannot want order. */
    default boolean wantsEverything() {
        return false;
    }

    /**
     * Begins the timeline at the first packet with a time; not called if there is none. Events without a time may
     * precede it.
     *
     * @param firstNs its time, nanoseconds since the Unix epoch
     */
    default void begin(long firstNs) throws IOException {}

    void event(Event event) throws IOException;

    /** Says that no event comes for the moment: what the sink has kept back for a later one may be written. */
    default void pause() throws IOException {}

    /** Ends the timeline; no events follow. */
    default void end(Summary summary) throws IOException {}
}
