// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The effect of an error on the socket that the kernel finds for it: whether a program is told of it, and how.
 *
 * @param owner the owner of the socket, if known
 * @param story the result according to the calls of a traced program; null if no calls were traced
 * @param coalescedWith frame numbers of errors that share one slot, and so one errno, with this one
 * @param toldAfterNs nanoseconds from the error to the call that returned it; -1 if no call did
 * @param teller the kind of that call; null if there is none, or if no calls were traced
 * @param otherSocket whether the socket is not the one that sent the datagram: the kernel finds it by the quoted
 *     addresses and ports
 * @param doubt why the verdict is unknown, if the calls were traced
 */
public record Fate(
        Verdict verdict,
        Basis basis,
        @Nullable SocketOwner owner,
        @Nullable Story story,
        List<Long> coalescedWith,
        long toldAfterNs,
        @Nullable Teller teller,
        boolean otherSocket,
        @Nullable Doubt doubt) {
    /** Creates the fate at the socket that sent the datagram, without the call that returned the error. */
    public Fate(
            Verdict verdict,
            Basis basis,
            @Nullable SocketOwner owner,
            @Nullable Story story,
            List<Long> coalescedWith,
            long toldAfterNs) {
        this(verdict, basis, owner, story, coalescedWith, toldAfterNs, null, false, null);
    }

    /** Returns the fate if the calls of a program do not show who is told. */
    public static Fate unknown(Doubt doubt) {
        return new Fate(Verdict.UNKNOWN, Basis.CALLS, null, null, List.of(), -1, null, false, doubt);
    }

    /**
     * Returns whether the verdict was observed, and not concluded. If the kernel has set an error on a socket, that a call
     * will return it is a conclusion: the socket may be closed before.
     */
    public boolean isObserved() {
        return basis == Basis.CALLS || (basis == Basis.KERNEL && isUntold());
    }

    /** Returns whether a program is told, or was: of this error alone or of several together. */
    public boolean isTold() {
        return story == null
                ? verdict == Verdict.TOLD || verdict == Verdict.QUEUED
                : story == Story.TOLD || story == Story.COALESCED || story == Story.STALE;
    }

    /** Returns whether no program is told, or none was; neither is true if that is not known. */
    public boolean isUntold() {
        return story == null ? verdict == Verdict.NEVER_TOLD || verdict == Verdict.NO_SOCKET : !isTold();
    }

    /** The reaction of the socket to the error. */
    public enum Verdict {
        /** A call returns it, or has returned it: a hard error at a connected socket. */
        TOLD,
        /** It is put into the socket's error queue, because of IP_RECVERR. */
        QUEUED,
        /** No program is told: the socket is not connected, or the error is not hard. */
        NEVER_TOLD,
        /** The socket no longer exists. */
        NO_SOCKET,
        /** The socket could not be looked up. */
        UNKNOWN
    }

    /** The source of the verdict. */
    public enum Basis {
        /** Predicted from the state of the socket. */
        SOCKET,
        /** Observed: the calls of the program were traced. */
        CALLS,
        /** Observed: the kernel has reported what it did with the error at the socket. */
        KERNEL
    }

    /** The way in which a program is told. */
    public enum Teller {
        RECEIVE,
        SEND,
        /** {@code getsockopt(SO_ERROR)}. */
        SO_ERROR,
        /** {@code recvmsg(MSG_ERRQUEUE)}. */
        ERROR_QUEUE,
        /** POLLERR, without an errno, and no call took the error before the socket was closed. */
        POLL
    }

    /** The reason why it is not known who is told. */
    public enum Doubt {
        /** The trace ended before the next call on the socket. */
        TRACE_ENDED,
        /** No socket of the traced program is known to have been at the quoted address and port. */
        NO_SOCKET_KNOWN,
        /** Too many errors were waiting for a call. */
        TOO_MANY
    }

    /** The result of an error according to the calls of a traced program. */
    public enum Story {
        TOLD,
        /** Another error took the single slot first, or shares its errno. */
        COALESCED,
        /** It was reported to a call for another peer. */
        STALE,
        QUEUED,
        NEVER_TOLD,
        /** The socket was closed before a call took the error. */
        DIED_WITH_SOCKET
    }
}
