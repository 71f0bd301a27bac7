package dev.udpbounce.timeline;

import java.io.IOException;

/** Takes a timeline: {@link #begin}, then events, then {@link #end}, at most once each. */
public interface EventSink {
    /** Whether events are wanted in the order of time, and not as they become known. */
    boolean wantsOrder();

    /** Whether {@link Summary#outcomes()} is wanted in full. What nobody wants to know need not be found out. */
    default boolean wantsOutcomes() {
        return false;
    }

    /**
     * The first packet has been seen; not called if there is none.
     *
     * @param firstNs its time, nanoseconds since the Unix epoch
     */
    default void begin(long firstNs) throws IOException {}

    void event(Event event) throws IOException;

    /** The timeline is complete; nothing follows. */
    default void end(Summary summary) throws IOException {}
}
