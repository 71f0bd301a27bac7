package dev.udpbounce.timeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who learned of an error: what became of it at the very socket that caused it.
 *
 * @param sender whose socket it is, where that is known
 * @param story how the calls of a traced program tell it; null where none were traced
 * @param coalescedWith frame numbers of errors that share one slot, and so one errno, with this one
 * @param toldAfterNs nanoseconds from the error to the call that returned it; -1 where none did
 */
public record Fate(
        Verdict verdict,
        Basis basis,
        @Nullable Sender sender,
        @Nullable Story story,
        List<Long> coalescedWith,
        long toldAfterNs) {
    /** What this socket does with the error. */
    public enum Verdict {
        /** A call returns it, or has: a hard error at a connected socket. */
        TOLD,
        /** It stands in the socket's error queue, as IP_RECVERR asks. */
        QUEUED,
        /** Nobody learns of it: not connected, or no hard error. */
        NEVER_TOLD,
        /** There is no such socket any more. */
        NO_SOCKET,
        /** The socket could not be looked up. */
        UNKNOWN
    }

    /** Where the verdict comes from. */
    public enum Basis {
        /** Predicted from the state of the socket. */
        SOCKET,
        /** Observed: the calls of the program were traced. */
        CALLS
    }

    /** What the calls of a traced program say of an error. */
    public enum Story {
        TOLD,
        /** Another error took the one slot first, or shares its errno. */
        COALESCED,
        /** It was reported to a call that concerned another peer. */
        STALE,
        QUEUED,
        NEVER_TOLD,
        /** The socket was closed before any call could take it. */
        DIED_WITH_SOCKET
    }
}
