// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.packet;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Pointer;

/**
 * A packet socket of type SOCK_RAW, in the network namespace of the thread that opens it. Nothing is captured before
 * {@link #start}, so that its filter and its ring are complete by then.
 */
public final class PacketSocket implements AutoCloseable {
    /** {@code struct sockaddr_ll}: family (16 bits), protocol (16), interface (32), device type (16), address. */
    private static final int ADDRESS = 20;

    private static final int ADDRESS_PROTOCOL = 2;
    private static final int ADDRESS_INTERFACE = 4;
    private static final int ADDRESS_DEVICE_TYPE = 8;
    private static final int ETH_P_ALL = 3;

    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int PACKET_MR_PROMISC = 1;
    /** {@code struct packet_mreq}: interface (32 bits), type (16), length of an address (16), address (64). */
    private static final int MEMBERSHIP = 16;

    /** {@code struct tpacket_stats_v3}: packets, drops, and times that the ring was full (32 bits each). */
    private static final int STATISTICS = 12;

    /** {@code struct sock_fprog}: number of instructions (16 bits), and their address at offset 8. */
    private static final int PROGRAM = 16;

    private static final long UNSIGNED = 0xffff_ffffL;

    private final int fd;
    private final int index;
    private final ByteBuffer statistics = Libc.buffer(STATISTICS);
    private final ByteBuffer statisticsLength = Libc.buffer(Integer.BYTES);
    private long packets;
    private long drops;

    private PacketSocket(int fd, int index) {
        this.fd = fd;
        this.index = index;
    }

    /**
     * Opens a socket for an interface.
     *
     * @param index of the interface; 0 for all interfaces
     * @throws KernelException EPERM without CAP_NET_RAW
     */
    public static PacketSocket open(int index) throws KernelException {
        int fd = Libc.check(
                "packet socket",
                Libc.calls()
                        .socket(SocketConstants.AF_PACKET, SocketConstants.SOCK_RAW | SocketConstants.SOCK_CLOEXEC, 0));
        PacketSocket socket = new PacketSocket(fd, index);
        try {
            socket.bind(0);
            socket.set(SocketConstants.SOL_SOCKET, SocketConstants.SO_TIMESTAMPNS, one());
            return socket;
        } catch (KernelException e) {
            socket.close();
            throw e;
        }
    }

    private static ByteBuffer one() {
        return Libc.buffer(Integer.BYTES).putInt(0, 1);
    }

    int fd() {
        return fd;
    }

    void set(int level, int option, ByteBuffer value) throws KernelException {
        Libc.check(
                "setsockopt " + level + ":" + option,
                Libc.calls().setsockopt(fd, level, option, value, value.capacity()));
    }

    private void bind(int protocol) throws KernelException {
        ByteBuffer address = Libc.buffer(ADDRESS)
                .putShort(0, (short) SocketConstants.AF_PACKET)
                .putInt(ADDRESS_INTERFACE, index);
        address.order(ByteOrder.BIG_ENDIAN).putShort(ADDRESS_PROTOCOL, (short) protocol);
        Libc.check("packet bind", Libc.calls().bind(fd, address, ADDRESS));
    }

    private ByteBuffer name() throws KernelException {
        ByteBuffer address = Libc.buffer(ADDRESS);
        ByteBuffer length = Libc.buffer(Integer.BYTES).putInt(0, ADDRESS);
        Libc.check("packet getsockname", Libc.calls().getsockname(fd, address, length));
        return address;
    }

    /** Returns the type of the interface, ARPHRD_ in {@code linux/if_arp.h}. */
    public int deviceType() throws KernelException {
        return name().getShort(ADDRESS_DEVICE_TYPE) & 0xffff;
    }

    /** Returns whether the interface has been removed. */
    public boolean isGone() throws KernelException {
        return index != 0 && name().getInt(ADDRESS_INTERFACE) == -1;
    }

    /** Sets the filter. */
    public void filter(byte[] code) throws KernelException {
        ByteBuffer instructions = Libc.buffer(code.length).put(0, code);
        ByteBuffer program = Libc.buffer(PROGRAM);
        program.putShort(0, (short) (code.length / FilterProgram.INSTRUCTION));
        program.putLong(8, Pointer.wrap(Libc.runtime(), instructions).address());
        try {
            set(SocketConstants.SOL_SOCKET, SocketConstants.SO_ATTACH_FILTER, program);
        } finally {
            Reference.reachabilityFence(instructions);
        }
    }

    /** Has the interface receive packets for other hosts too, while the socket is open. */
    public void receiveAll() throws KernelException {
        ByteBuffer membership = Libc.buffer(MEMBERSHIP).putInt(0, index).putShort(4, (short) PACKET_MR_PROMISC);
        set(SocketConstants.SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership);
    }

    /** Saves the kernel the work of delivering packets on their way out, if it can (from Linux 4.20 on). */
    public void ignoreOutgoing() {
        ByteBuffer value = one();
        Libc.calls().setsockopt(fd, SocketConstants.SOL_PACKET, PACKET_IGNORE_OUTGOING, value, value.capacity());
    }

    /**
     * Starts to capture.
     *
     * @throws KernelException ENETDOWN if the interface is not up
     */
    public void start() throws KernelException {
        bind(ETH_P_ALL);
        int error = takeError();
        if (error != 0) {
            throw Libc.failure("packet bind", error);
        }
    }

    /** Returns the errno that waits on the socket, and clears it; 0 for none. */
    int takeError() throws KernelException {
        ByteBuffer value = Libc.buffer(Integer.BYTES);
        ByteBuffer length = Libc.buffer(Integer.BYTES).putInt(0, Integer.BYTES);
        Libc.check(
                "SO_ERROR",
                Libc.calls().getsockopt(fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_ERROR, value, length));
        return value.getInt(0);
    }

    /** Counts since the socket was opened. The kernel's own are set back by every reading. For any thread. */
    public synchronized Counts counts() throws KernelException {
        statisticsLength.putInt(0, STATISTICS);
        Libc.check(
                "PACKET_STATISTICS",
                Libc.calls()
                        .getsockopt(fd, SocketConstants.SOL_PACKET, PACKET_STATISTICS, statistics, statisticsLength));
        packets += statistics.getInt(0) & UNSIGNED;
        drops += statistics.getInt(Integer.BYTES) & UNSIGNED;
        return new Counts(packets, drops);
    }

    /**
     * Packets of a socket.
     *
     * @param passed packets that passed the filter, dropped ones included
     * @param dropped packets among them that found the ring full
     */
    public record Counts(long passed, long dropped) {}

    /** Returns whether an error says that an interface is down. */
    static boolean saysDown(int errno) {
        return errno == Errno.ENETDOWN.linux();
    }

    @Override
    public void close() {
        Libc.calls().close(fd);
    }
}
