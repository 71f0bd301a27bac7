// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.icmp.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel was seen to do with the errors of a socket, at one moment.
 *
 * @param timeNs nanoseconds since the Unix epoch
 * @param errno number of the errno
 * @param stale whether the error is about a peer that the socket has left
 * @param local address and port of the socket; the address is all zeros if it is bound to none and the error was not
 *     captured
 * @param peer where the datagram was sent; null if that is not known
 * @param process the process whose call it was, or which closed the socket; if it was nobody, the owner of the socket
 *     if that is known
 */
public record ObservedDelivery(
        long timeNs,
        By by,
        int errno,
        Errors errors,
        boolean stale,
        Endpoint local,
        @Nullable Endpoint peer,
        @Nullable SocketOwner process,
        ProcessDetails details) {
    /** How a program learned of an error, or that none did. */
    public enum By {
        RECEIVE,
        /** A send, which did not send its datagram. */
        SEND,
        /** {@code getsockopt(SO_ERROR)}. */
        SO_ERROR,
        /** {@code recvmsg(MSG_ERRQUEUE)}. */
        ERROR_QUEUE,
        /** Nobody: the socket was closed before a call took the error. */
        CLOSED,
        /** Nobody: the kernel has not set the error on any socket. */
        NOBODY,
        /**
         * A call took the error, and may have kept it to itself: one that the kernel does not report, or that was for several
         * messages.
         */
        UNKNOWN;

        /** Returns whether it is known that a program learned of the error. */
        public boolean tells() {
            return this != CLOSED && this != NOBODY && this != UNKNOWN;
        }
    }

    /**
     * The errors that share the errno.
     *
     * @param frame frame number of the latest one, whose errno it is; 0 if it was not captured
     * @param count number of errors
     * @param coalescedWith frame numbers of the others, as far as they were captured
     * @param toldAfterNs nanoseconds from the latest one to the call; -1 if nobody is told, or if that is
     *     not known
     */
    public record Errors(long frame, long count, List<Long> coalescedWith, long toldAfterNs) {}

    /** Returns the name of the errno; null if Linux has none. */
    public @Nullable String errnoName() {
        return Errno.linuxName(errno);
    }
}
