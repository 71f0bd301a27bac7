package dev.udpbounce.timeline;

import dev.udpbounce.decode.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One system call on a UDP socket, as the kernel answered it.
 *
 * @param name the kernel's name of the call, as {@code sendto}
 * @param entryNs time of its entry, nanoseconds since the Unix epoch
 * @param exitNs time of its exit
 * @param sender who called; its inode and descriptor are those of the socket
 * @param socketId number of the socket within the trace, from 1; descriptors that share a socket share it
 * @param peer the address that the call names, or that the kernel returned; null where it has none
 * @param detail what else the call was given, as {@code SO_ERROR} or {@code MSG_ERRQUEUE}; may be empty
 * @param messages what a sending call was given to send; empty for every other call
 * @param result what the call returned; -1 if it failed
 * @param errno number of its errno; 0 if it succeeded
 * @param errnoName name of that
 * @param reported errno that the call delivered of the socket: its own, the value of SO_ERROR, that of the error queue;
 *     0 where it delivered none
 * @param state the socket after the call
 * @param extended what it read from the error queue
 * @param links how it hangs together with the packets
 */
public record SocketCall(
        String name,
        Kind kind,
        long entryNs,
        long exitNs,
        Sender sender,
        long socketId,
        @Nullable Endpoint peer,
        String detail,
        List<Message> messages,
        long result,
        int errno,
        @Nullable String errnoName,
        int reported,
        State state,
        @Nullable ExtendedError extended,
        Links links) {
    /** What a call does, as far as errors are concerned. */
    public enum Kind {
        SOCKET,
        CONNECT,
        BIND,
        SEND,
        RECEIVE,
        /** Reads the error queue: {@code recvmsg(MSG_ERRQUEUE)}. */
        ERROR_QUEUE,
        /** Waits for readiness; seen only where it finds an error. */
        POLL,
        /** {@code getsockopt(SO_ERROR)}. */
        TAKE_ERROR,
        OPTION,
        DUP,
        CLOSE
    }

    /** An address and a port. A mapped address, of an IPv6 socket that speaks IPv4, stays as the program gave it. */
    public record Endpoint(IpAddress address, int port) {}

    /**
     * What a socket is at one moment.
     *
     * @param peer the peer that it is connected to; null where it is not
     * @param recverr4 whether IP_RECVERR is on, which governs IPv4 errors, on an IPv6 socket too
     * @param recverr6 whether IPV6_RECVERR is on
     * @param local the address that it is bound to, as far as calls tell it
     */
    public record State(
            @Nullable Endpoint peer,
            boolean recverr4,
            boolean recverr6,
            @Nullable Endpoint local) {
        /** A new socket. */
        public static final State NEW = new State(null, false, false, null);

        public boolean recverr() {
            return recverr4 || recverr6;
        }

        public boolean connected() {
            return peer != null;
        }
    }

    /**
     * One datagram that a call was given.
     *
     * @param peer where it goes; null where neither the call nor the socket tells
     * @param length octets of payload; -1 where that could not be read
     * @param prefix its first octets
     */
    public record Message(@Nullable Endpoint peer, int length, Prefix prefix) {}

    /**
     * An entry of the error queue, {@code struct sock_extended_err}.
     *
     * @param origin 2 for ICMP, 3 for ICMPv6 ({@code SO_EE_ORIGIN_ICMP})
     * @param info next-hop MTU for EMSGSIZE
     * @param offender who reported the error; null where the kernel does not tell
     * @param returned octets of the bounced datagram that came back
     */
    public record ExtendedError(
            int errno,
            @Nullable String errnoName,
            int origin,
            int type,
            int code,
            long info,
            @Nullable IpAddress offender,
            long returned) {}

    /**
     * How a call hangs together with the packets.
     *
     * @param sent frame numbers of its datagrams
     * @param reports frame numbers of the errors that it delivered
     * @param staleFrom the peer that a delivered error is about, where the call concerns another one
     * @param toldAfterNs nanoseconds from the latest of these errors; -1 where there is none
     * @param transmitted false for a send whose datagram never left, because the call only collected an error
     */
    public record Links(
            List<Long> sent, List<Long> reports, @Nullable Endpoint staleFrom, long toldAfterNs, boolean transmitted) {
        /** Nothing is known of packets. */
        public static final Links NONE = new Links(List.of(), List.of(), null, -1, true);
    }

    public boolean failed() {
        return errno != 0;
    }

    /** Those of its messages that it sent; of a call that failed, those that it was to send. */
    public List<Message> sent() {
        boolean some = !failed() && messages.size() > 1 && result < messages.size();
        return some ? messages.subList(0, (int) Math.max(0, result)) : messages;
    }

    /**
     * Whether it sent some of its messages and then met an error, which it does not return: {@code ___sys_sendmmsg}.
     */
    public boolean swallowsError() {
        return sent().size() < messages.size();
    }

    /** Whether the socket has no peer from now on: {@code connect} with AF_UNSPEC. */
    boolean disconnects() {
        return kind == Kind.CONNECT && !failed() && !state.connected();
    }

    /** Entries of the error queue that it read. */
    long queueEntries() {
        boolean several = name.equals("recvmmsg");
        return kind != Kind.ERROR_QUEUE || failed() ? 0 : several ? result : 1;
    }

    /** Whether this is a send that delivered a pending error in place of its datagram. */
    public boolean lostItsDatagram() {
        return kind == Kind.SEND && !links.transmitted;
    }

    SocketCall linked(Links newLinks) {
        return new SocketCall(
                name, kind, entryNs, exitNs, sender, socketId, peer, detail, messages, result, errno, errnoName,
                reported, state, extended, newLinks);
    }
}
