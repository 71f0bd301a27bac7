// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.icmp.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system call on a UDP socket, with the result from the kernel.
 *
 * @param caller the caller, with the inode and descriptor of the socket
 * @param socketId number of the socket within the trace, from 1; descriptors that share a socket share it
 * @param state state of the socket after the call
 * @param links relation of the call to the packets
 */
public record SocketCall(
        Request request, Answer answer, SocketOwner caller, long socketId, SocketState state, Links links) {
    /**
     * The arguments of the call.
     *
     * @param name the kernel's name of the call, such as {@code sendto}
     * @param entryNs time of entry, nanoseconds since the Unix epoch
     * @param peer the address in the arguments, or the address that the kernel returned; null if there is none
     * @param detail another argument, such as {@code SO_ERROR} or {@code MSG_ERRQUEUE}; may be empty
     * @param messages the messages of a sending call; empty for other calls
     */
    public record Request(
            String name, Kind kind, long entryNs, @Nullable Endpoint peer, String detail, List<Message> messages) {}

    /**
     * The result of the call.
     *
     * @param exitNs time of exit, nanoseconds since the Unix epoch
     * @param result return value; -1 if the call failed
     * @param errno number of the call's errno; 0 if it succeeded
     * @param reported errno of the socket that the call delivered: its own errno, the value of SO_ERROR, or the errno
     *     in the error queue; 0 if it delivered none
     * @param extended the entry that it read from the error queue
     */
    public record Answer(
            long exitNs,
            long result,
            int errno,
            int reported,
            @Nullable ExtendedError extended) {
        /** Returns the name of the errno; null if the call succeeded. */
        public @Nullable String errnoName() {
            return Errno.linuxName(errno);
        }

        /** Returns the result of a call that succeeded and delivered no error. */
        public static Answer success(long exitNs, long result) {
            return new Answer(exitNs, result, 0, 0, null);
        }
    }

    /** The kind of a call with respect to errors. */
    public enum Kind {
        SOCKET,
        CONNECT,
        BIND,
        SEND,
        RECEIVE,
        /** Reads the error queue: {@code recvmsg(MSG_ERRQUEUE)}. */
        ERROR_QUEUE,
        /** Waits for readiness; only recorded if it returns POLLERR, which shows the program that there is an error. */
        POLL,
        /**
         * Waits with {@code select}, which does not distinguish an error from readiness; only recorded if there is an
         * error.
         */
        SELECT,
        /** {@code getsockopt(SO_ERROR)}. */
        TAKE_ERROR,
        OPTION,
        DUP,
        CLOSE
    }

    /** An address and a port. A mapped address, of an IPv6 socket used for IPv4, is kept as the program gave it. */
    public record Endpoint(IpAddress address, int port) {
        /** Returns the endpoint as it is in packets, with an IPv4 address for a mapped one. */
        public Endpoint onWire() {
            boolean mapped = address.version() == 6 && address.high() == 0 && address.low() >>> 32 == 0xffffL;
            return mapped ? new Endpoint(new IpAddress(4, 0, address.low() & 0xffffffffL), port) : this;
        }

        /** Returns whether both endpoints are the same in packets. */
        public boolean isSameAs(Endpoint other) {
            return port == other.port && onWire().address.equals(other.onWire().address);
        }

        /** Returns whether the address is the wildcard address: all zeros. */
        public boolean isAny() {
            IpAddress wire = onWire().address;
            return wire.high() == 0 && wire.low() == 0;
        }
    }

    /**
     * A message in the arguments of a call: one datagram, or with UDP_SEGMENT several that are cut from it.
     *
     * @param peer destination; null if neither the call nor the socket specifies one
     * @param length octets of payload; -1 if it could not be read
     * @param prefix first octets of the payload
     * @param segment octets of payload of each datagram but the last one; 0 for one datagram
     */
    public record Message(@Nullable Endpoint peer, int length, Prefix prefix, int segment) {
        /** Creates a message that is one datagram. */
        public Message(@Nullable Endpoint peer, int length, Prefix prefix) {
            this(peer, length, prefix, 0);
        }

        /** Returns whether the message is cut into several datagrams. */
        public boolean segmented() {
            return segment > 0 && length > segment;
        }

        /** Returns the number of datagrams. */
        public int datagrams() {
            return segmented() ? (length + segment - 1) / segment : 1;
        }

        /** Returns the octets of payload of datagram {@code index}, from 0; -1 if they are not known. */
        public int length(int index) {
            return segmented() ? Math.min(segment, length - index * segment) : length;
        }
    }

    /**
     * The relation of a call to the packets.
     *
     * @param sent frame numbers of its datagrams
     * @param reports frame numbers of the errors that it delivered; if a send of several messages takes errors without
     *     returning them, of these errors
     * @param staleFrom the peer that a delivered error is about, if the call is for another one
     * @param toldAfterNs nanoseconds from the latest of these errors; -1 if there is none
     * @param ofOtherSocket whether a delivered error is about a datagram that another socket sent
     * @param unsent why datagrams of a send were not sent; null if they were, or if that is not known
     * @param found what a wait found; null for other calls
     */
    public record Links(
            List<Long> sent,
            List<Long> reports,
            @Nullable Endpoint staleFrom,
            long toldAfterNs,
            boolean ofOtherSocket,
            @Nullable Unsent unsent,
            @Nullable Found found) {
        /** The links of a call without known packets. */
        public static final Links NONE = new Links(List.of(), List.of(), null, -1, false, null, null);

        /** Returns the links of a send that delivered no error. */
        public static Links sent(List<Long> frames, @Nullable Unsent unsent) {
            return new Links(frames, List.of(), null, -1, false, unsent, null);
        }

        /** Returns the links of a wait. */
        public static Links waited(Found found) {
            return new Links(List.of(), List.of(), null, -1, false, null, found);
        }

        public Links withSent(List<Long> frames) {
            return new Links(frames, reports, staleFrom, toldAfterNs, ofOtherSocket, unsent, found);
        }

        /** Returns whether the datagram was sent, unless the send delivered an earlier error instead. */
        public boolean transmitted() {
            return unsent == null || unsent.why() != Unsent.Why.PENDING_ERROR;
        }
    }

    /** The reason why a wait returns POLLERR. */
    public enum Found {
        /** An error that the next call returns. */
        PENDING_ERROR,
        /** The error queue is not empty, and no error is pending. */
        QUEUE,
        /** One or both of these. */
        EITHER
    }

    public boolean failed() {
        return answer.errno != 0;
    }

    /** Returns the messages that were sent, or, if the call failed, the messages to send. */
    public List<Message> sent() {
        List<Message> given = request.messages;
        boolean some = !failed() && given.size() > 1 && answer.result < given.size();
        return some ? given.subList(0, (int) Math.max(0, answer.result)) : given;
    }

    /** Returns whether it sent some messages and then met an error that it does not return: {@code ___sys_sendmmsg}. */
    public boolean swallowsError() {
        return sent().size() < request.messages.size();
    }

    /** Returns whether the call disconnects the socket: {@code connect} with AF_UNSPEC. */
    public boolean disconnects() {
        return request.kind == Kind.CONNECT && !failed() && !state.connected();
    }

    /** Returns the number of entries that it read from the error queue. */
    public long queueEntries() {
        boolean several = request.name.equals("recvmmsg");
        return request.kind != Kind.ERROR_QUEUE || failed() ? 0 : several ? answer.result : 1;
    }

    /** Returns whether this is a send that delivered a pending error instead of sending its datagram. */
    public boolean lostItsDatagram() {
        return request.kind == Kind.SEND && failed() && !links.transmitted();
    }

    /** Returns the number of datagrams that were not sent because an earlier error was pending. */
    public long lostDatagrams() {
        return links.unsent() == null || links.transmitted()
                ? 0
                : links.unsent().datagrams();
    }

    public SocketCall linked(Links newLinks) {
        return new SocketCall(request, answer, caller, socketId, state, newLinks);
    }
}
