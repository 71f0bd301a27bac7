// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel reported of a UDP socket at one moment. The thread is the one that was running, which for an error
 * says nothing.
 *
 * @param timeNs nanoseconds since the Unix epoch
 * @param result what the call returned, a negative errno if it failed; for SO_ERROR the errno, 0 if there was none
 * @param flags flags of the call
 * @param call number of the system call, on this processor; 0 where it is not asked for
 * @param messages how many messages the call sends or receives at most, if it is recvmmsg or sendmmsg
 * @param first whether it is a sendmmsg that certainly had sent no message before
 * @param pending errno that the next call returns; 0 if there is none
 * @param queued entries in the error queue
 * @param queueEnd the last entry of the error queue; null if it is empty, or was not looked at
 */
record KernelReport(
        Kind kind,
        long timeNs,
        Caller caller,
        Socket socket,
        int result,
        int flags,
        long call,
        int messages,
        boolean first,
        int pending,
        int queued,
        @Nullable QueueEntry queueEnd) {
    enum Kind {
        /** An error was set on the socket, or an entry was added to its error queue. */
        ERROR,
        /** A receive failed, or read the error queue. */
        RECEIVE,
        /** A send failed. */
        SEND,
        /** {@code getsockopt(SO_ERROR)}. */
        TAKE_ERROR,
        /** The socket is about to be closed. */
        CLOSE
    }

    /**
     * The thread that was running.
     *
     * @param name name of that thread; not escaped
     * @param cgroup number of its control group
     */
    record Caller(int pid, int tid, int uid, String name, long cgroup) {}

    /**
     * The socket. A mapped address ({@code ::ffff:192.0.2.1}) is represented by the IPv4 address used on the wire.
     *
     * @param address in the kernel, reused after the socket has ended
     * @param cookie not reused until the machine restarts; 0 if the socket has none yet
     * @param network number of its network namespace
     * @param local address that it receives at; all zeros for any
     * @param peer the peer that it is connected to, otherwise all zeros
     */
    record Socket(
            long address,
            long cookie,
            long network,
            int family,
            boolean connected,
            IpAddress local,
            int localPort,
            IpAddress peer,
            int peerPort) {
        boolean isBoundToAddress() {
            return local.high() != 0 || local.low() != 0;
        }
    }

    /**
     * An entry of the error queue.
     *
     * @param id changes with every entry that is added while this one is there
     * @param errno number of the errno
     * @param origin SO_EE_ORIGIN_ of linux/errqueue.h
     * @param type ICMP type
     * @param code ICMP code
     * @param destination the address that the datagram was sent to
     * @param port the port that it was sent to
     */
    record QueueEntry(long id, int errno, int origin, int type, int code, IpAddress destination, int port) {
        private static final int ICMP = 2;
        private static final int ICMP6 = 3;

        /** Returns whether it is about an ICMP error, and not a time stamp or an error of this machine. */
        boolean isIcmp() {
            return origin == ICMP || origin == ICMP6;
        }
    }

    private static final boolean IS_ARM = "aarch64".equals(System.getProperty("os.arch"));

    /** Number of sendmmsg on this processor. */
    static final int SENDMMSG = IS_ARM ? 269 : CallNumbers.SENDMMSG;

    /** Numbers of recvmmsg on this processor, and on x86-64 those of 32-bit programs. */
    private static final Set<Long> RECVMMSG = IS_ARM ? Set.of(243L) : Set.of((long) CallNumbers.RECVMMSG, 337L, 417L);

    /** Number of sendmmsg of 32-bit programs on x86-64. */
    private static final int SENDMMSG_OF_32 = 345;

    private static final List<Kind> KINDS = List.of(Kind.values());

    /** Returns the number of a kind in a record. */
    static int number(Kind kind) {
        return KINDS.indexOf(kind);
    }

    /**
     * Reads a record of {@link ReportLayout}.
     *
     * @param sinceNs time of the record's clock at the Unix epoch, in nanoseconds
     */
    static KernelReport read(ByteBuffer octets, long sinceNs) {
        int length = octets.getInt(ReportLayout.QUEUE_LENGTH);
        return new KernelReport(
                KINDS.get(octets.getInt(ReportLayout.KIND)),
                octets.getLong(ReportLayout.TIME) - sinceNs,
                caller(octets),
                socket(octets),
                octets.getInt(ReportLayout.RESULT),
                octets.getInt(ReportLayout.FLAGS),
                octets.getLong(ReportLayout.CALL),
                octets.getInt(ReportLayout.MESSAGES),
                octets.getInt(ReportLayout.FIRST) != 0,
                octets.getInt(ReportLayout.PENDING),
                length,
                octets.getLong(ReportLayout.QUEUE_END) == 0 ? null : queueEnd(octets));
    }

    /**
     * Returns whether the call may have kept its errno to itself, because it receives or sends several messages, of which
     * this is the result of one. With a single message, the result is that of the call.
     */
    boolean mayKeep() {
        boolean sendsSeveral = call == SENDMMSG || (!IS_ARM && call == SENDMMSG_OF_32);
        return messages != 1 && (isOfRecvmmsg() || (sendsSeveral && !first));
    }

    /** Returns whether the call is recvmmsg, which takes an error that is pending before it without a report. */
    boolean isOfRecvmmsg() {
        return RECVMMSG.contains(call);
    }

    private static Caller caller(ByteBuffer octets) {
        int length = 0;
        while (length < ReportLayout.NAME_SIZE && octets.get(ReportLayout.NAME + length) != 0) {
            length++;
        }
        byte[] name = new byte[length];
        octets.get(ReportLayout.NAME, name);
        return new Caller(
                octets.getInt(ReportLayout.PROCESS),
                octets.getInt(ReportLayout.THREAD),
                octets.getInt(ReportLayout.USER),
                new String(name, StandardCharsets.UTF_8),
                octets.getLong(ReportLayout.CGROUP));
    }

    private static Socket socket(ByteBuffer octets) {
        int family = octets.getShort(ReportLayout.FAMILY);
        boolean six = family == SocketConstants.AF_INET6;
        boolean connected = octets.get(ReportLayout.STATE) == SocketConstants.ESTABLISHED;
        return new Socket(
                octets.getLong(ReportLayout.SOCKET),
                octets.getLong(ReportLayout.COOKIE),
                octets.getInt(ReportLayout.NETWORK) & 0xffffffffL,
                family,
                connected,
                six ? ip6(octets, ReportLayout.LOCAL6) : ip4(octets, ReportLayout.LOCAL4),
                octets.getShort(ReportLayout.PORT) & 0xffff,
                six ? ip6(octets, ReportLayout.PEER6) : ip4(octets, ReportLayout.PEER4),
                port(octets, ReportLayout.PEER_PORT));
    }

    private static QueueEntry queueEnd(ByteBuffer octets) {
        int origin = octets.get(ReportLayout.ORIGIN);
        return new QueueEntry(
                octets.getLong(ReportLayout.QUEUE_END),
                octets.getInt(ReportLayout.EXTENDED),
                origin,
                octets.get(ReportLayout.TYPE) & 0xff,
                octets.get(ReportLayout.CODE) & 0xff,
                origin == QueueEntry.ICMP6 ? ip6(octets, ReportLayout.QUOTED) : ip4(octets, ReportLayout.QUOTED),
                port(octets, ReportLayout.QUOTED_PORT));
    }

    private static int port(ByteBuffer octets, int at) {
        return (octets.get(at) & 0xff) << 8 | (octets.get(at + 1) & 0xff);
    }

    private static IpAddress ip4(ByteBuffer octets, int at) {
        return new IpAddress(4, 0, bigEndian(octets.getInt(at)));
    }

    private static IpAddress ip6(ByteBuffer octets, int at) {
        long high = bigEndian(octets.getInt(at)) << 32 | bigEndian(octets.getInt(at + 4));
        long low = bigEndian(octets.getInt(at + 8)) << 32 | bigEndian(octets.getInt(at + 12));
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        return mapped ? new IpAddress(4, 0, low & 0xffffffffL) : new IpAddress(6, high, low);
    }

    /** Converts a big-endian 32-bit value that was read in native byte order. */
    private static long bigEndian(int bits) {
        return (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? bits : Integer.reverseBytes(bits)) & 0xffffffffL;
    }
}
