// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import dev.udpbounce.icmp.Errno;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/** A socket of netlink(7). For one thread at a time. */
public final class Netlink implements AutoCloseable {
    /** {@code struct nlmsghdr}: length (32 bits), type (16), flags (16), sequence (32), port id (32). */
    public static final int HEADER = 16;

    public static final int TYPE = 4;
    public static final int FLAGS = 6;
    public static final int SEQUENCE = 8;

    public static final int NLMSG_ERROR = 2;
    public static final int NLMSG_DONE = 3;
    public static final int SOCK_DIAG_BY_FAMILY = 20;
    public static final int NLM_F_REQUEST = 1;
    public static final int NLM_F_DUMP = 0x300;

    public static final int NETLINK_ROUTE = 0;
    public static final int NETLINK_SOCK_DIAG = 4;
    public static final int NETLINK_NETFILTER = 12;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;

    /** {@code struct sockaddr_nl}: family (16 bits), padding (16), port id (32), groups (32). */
    private static final int ADDRESS = 12;

    private static final int ADDRESS_PORT = 4;
    private static final int FROM_KERNEL = 0;

    /** {@code struct sock_fprog}: number of instructions (16 bits), and their address at offset 8. */
    private static final int PROGRAM = 16;

    private static final int INSTRUCTION = 8;

    /** The kernel fills at most 32 KiB per receive. */
    private static final int CAPACITY = 64 * 1024;

    private final Libc.Calls calls = Libc.calls();
    private final int fd;
    private final ByteBuffer octets = Libc.buffer(CAPACITY);
    private final ByteBuffer address = Libc.buffer(ADDRESS);
    private final ByteBuffer addressLength = Libc.buffer(4);
    private final ByteBuffer descriptor = Libc.buffer(8);

    private Netlink(int fd) {
        this.fd = fd;
    }

    /** Takes messages, one after the other. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes a message.
         *
         * @param octets in native byte order
         * @param at offset of its header
         * @param end offset of its end
         */
        void take(ByteBuffer octets, int at, int end);
    }

    /**
     * Opens a socket in the network namespace of this thread.
     *
     * @param protocol of netlink
     * @param timeoutMs how long {@link #receive} waits
     * @throws KernelException EPROTONOSUPPORT if this kernel does not have it
     */
    public static Netlink open(int protocol, int timeoutMs) throws KernelException {
        int fd = Libc.check(
                "netlink socket",
                Libc.calls()
                        .socket(
                                SocketConstants.AF_NETLINK,
                                SocketConstants.SOCK_RAW | SocketConstants.SOCK_CLOEXEC,
                                protocol));
        Netlink netlink = new Netlink(fd);
        ByteBuffer timeout = Libc.buffer(16);
        timeout.putLong(0, timeoutMs / 1000).putLong(8, timeoutMs % 1000 * 1000L);
        netlink.option(SocketConstants.SOL_SOCKET, SocketConstants.SO_RCVTIMEO, timeout);
        netlink.bind();
        return netlink;
    }

    /** Binds to a port id: multicast skips a socket without one ({@code do_one_broadcast}). */
    private void bind() throws KernelException {
        address.putShort(0, (short) SocketConstants.AF_NETLINK);
        if (calls.bind(fd, address, ADDRESS) == -1) {
            throw closedAfter("netlink bind");
        }
    }

    /** Subscribes to a multicast group. */
    public void join(int group) throws KernelException {
        option(
                SocketConstants.SOL_NETLINK,
                NETLINK_ADD_MEMBERSHIP,
                Libc.buffer(4).putInt(0, group));
    }

    /** Enlarges the receive buffer, beyond the system limit if the process has the privilege. */
    public void reserve(int bytes) throws KernelException {
        ByteBuffer value = Libc.buffer(4).putInt(0, bytes);
        if (calls.setsockopt(fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_RCVBUFFORCE, value, value.capacity())
                == -1) {
            option(SocketConstants.SOL_SOCKET, SocketConstants.SO_RCVBUF, value);
        }
    }

    /**
     * Has the kernel give this socket only some of the messages.
     *
     * @param code instructions of classic BPF ({@code linux/filter.h}), which see a message from its header on
     */
    public void filter(byte[] code) throws KernelException {
        ByteBuffer instructions = Libc.buffer(code.length).put(0, code);
        ByteBuffer program = Libc.buffer(PROGRAM).putShort(0, (short) (code.length / INSTRUCTION));
        program.putLong(8, Pointer.wrap(Libc.runtime(), instructions).address());
        try {
            option(SocketConstants.SOL_SOCKET, SocketConstants.SO_ATTACH_FILTER, program);
        } finally {
            Reference.reachabilityFence(instructions);
        }
    }

    private void option(int level, int option, ByteBuffer value) throws KernelException {
        if (calls.setsockopt(fd, level, option, value, value.capacity()) == -1) {
            throw closedAfter("netlink setsockopt");
        }
    }

    private KernelException closedAfter(String call) {
        KernelException failure = Libc.failure(call, Libc.errno());
        close();
        return failure;
    }

    public void send(ByteBuffer message, int length) throws KernelException {
        Libc.check("netlink send", calls.send(fd, message, length, 0));
    }

    /**
     * Receives one or more messages, for {@link #pass}.
     *
     * @return octets received; 0 after a timeout or an interruption, or if the data is truncated or not from the kernel
     * @throws KernelException ENOBUFS if messages were lost
     */
    public int receive() throws KernelException {
        return receive(0);
    }

    /** Receives like {@link #receive}, but returns 0 at once if no message is waiting. */
    public int receiveWaiting() throws KernelException {
        return receive(SocketConstants.MSG_DONTWAIT);
    }

    /** Waits for a message or the timeout; may be called while another thread receives. */
    public void await(int timeoutMs) {
        descriptor.putInt(0, fd).putShort(4, (short) SocketConstants.POLLIN);
        calls.poll(descriptor, 1, timeoutMs);
    }

    private int receive(int flags) throws KernelException {
        addressLength.putInt(0, ADDRESS);
        long length = calls.recvfrom(fd, octets, CAPACITY, SocketConstants.MSG_TRUNC | flags, address, addressLength);
        if (length == -1) {
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN.linux() || errno == Errno.EINTR.linux()) {
                return 0;
            }
            throw Libc.failure("netlink receive", errno);
        }
        // Any process with CAP_NET_ADMIN can send to this socket.
        boolean genuine = addressLength.getInt(0) == ADDRESS && address.getInt(ADDRESS_PORT) == FROM_KERNEL;
        return genuine && length <= CAPACITY ? (int) length : 0;
    }

    /**
     * Passes on the messages that were received.
     *
     * @param length number of octets received
     */
    public void pass(int length, Taker taker) {
        int at = 0;
        while (length - at >= HEADER) {
            int size = octets.getInt(at);
            if (size < HEADER || size > length - at) {
                return;
            }
            taker.take(octets, at, at + size);
            at += align(size);
        }
    }

    public static int align(int length) {
        return (length + 3) & ~3;
    }

    @Override
    public void close() {
        calls.close(fd);
    }
}
