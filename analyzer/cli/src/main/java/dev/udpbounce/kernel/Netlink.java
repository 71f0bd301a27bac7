package dev.udpbounce.kernel;

import java.nio.ByteBuffer;

/** A socket of {@code NETLINK_SOCK_DIAG} (netlink(7), sock_diag(7)). For one thread at a time. */
final class Netlink implements AutoCloseable {
    /** {@code struct nlmsghdr}: length (32 bits), type (16), flags (16), sequence (32), port id (32). */
    static final int HEADER = 16;

    static final int TYPE = 4;
    static final int FLAGS = 6;
    static final int SEQUENCE = 8;

    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;
    static final int SOCK_DIAG_BY_FAMILY = 20;
    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_DUMP = 0x300;

    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int MSG_TRUNC = 0x20;
    private static final short POLLIN = 1;

    /** {@code struct sockaddr_nl}: family (16 bits), padding (16), port id (32), groups (32). */
    private static final int ADDRESS = 12;

    private static final int ADDRESS_PORT = 4;
    private static final int FROM_KERNEL = 0;

    /** The kernel fills at most 32 KiB at once. */
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

    /**
     * @param timeoutMs how long {@link #receive} waits
     * @throws KernelException EPROTONOSUPPORT if this kernel has no sock_diag
     */
    static Netlink open(int timeoutMs) throws KernelException {
        int fd = Libc.check(
                "netlink socket",
                Libc.calls().socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
        Netlink netlink = new Netlink(fd);
        ByteBuffer timeout = Libc.buffer(16);
        timeout.putLong(0, timeoutMs / 1000).putLong(8, timeoutMs % 1000 * 1000L);
        netlink.option(Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, timeout);
        netlink.bind();
        return netlink;
    }

    /** Takes a port id: a socket without one is passed over by multicast ({@code do_one_broadcast}). */
    private void bind() throws KernelException {
        address.putShort(0, (short) Libc.AF_NETLINK);
        if (calls.bind(fd, address, ADDRESS) == -1) {
            throw closedAfter("netlink bind");
        }
    }

    /** Has messages of a multicast group delivered from now on. */
    void join(int group) throws KernelException {
        option(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, Libc.buffer(4).putInt(0, group));
    }

    /** Makes room for messages that wait, beyond the system's limit where the rights allow that. */
    void reserve(int bytes) throws KernelException {
        ByteBuffer value = Libc.buffer(4).putInt(0, bytes);
        if (calls.setsockopt(fd, Libc.SOL_SOCKET, SO_RCVBUFFORCE, value, value.capacity()) == -1) {
            option(Libc.SOL_SOCKET, Libc.SO_RCVBUF, value);
        }
    }

    private void option(int level, int option, ByteBuffer value) throws KernelException {
        if (calls.setsockopt(fd, level, option, value, value.capacity()) == -1) {
            throw closedAfter("netlink setsockopt");
        }
    }

    private KernelException closedAfter(String call) {
        KernelException failure = new KernelException(call, Libc.errno());
        close();
        return failure;
    }

    void send(ByteBuffer message, int length) throws KernelException {
        Libc.check("netlink send", calls.send(fd, message, length, 0));
    }

    /** What {@link #receive} has filled. */
    ByteBuffer octets() {
        return octets;
    }

    /**
     * Receives one or several messages.
     *
     * @return octets received; 0 after the time-out, an interruption, or what does not come from the kernel whole
     * @throws KernelException ENOBUFS if messages were lost
     */
    int receive() throws KernelException {
        return receive(0);
    }

    /** As {@link #receive}, but 0 at once where nothing waits. */
    int receiveWaiting() throws KernelException {
        return receive(Libc.MSG_DONTWAIT);
    }

    /** Waits until there is something to receive, or for a while; may be called while another thread receives. */
    void await(int timeoutMs) {
        descriptor.putInt(0, fd).putShort(4, POLLIN);
        calls.poll(descriptor, 1, timeoutMs);
    }

    private int receive(int flags) throws KernelException {
        addressLength.putInt(0, ADDRESS);
        long length = calls.recvfrom(fd, octets, CAPACITY, MSG_TRUNC | flags, address, addressLength);
        if (length == -1) {
            int errno = Libc.errno();
            if (errno == Libc.EAGAIN || errno == Libc.EINTR) {
                return 0;
            }
            throw new KernelException("netlink receive", errno);
        }
        // Any process that may administrate the network can send to this socket.
        boolean genuine = addressLength.getInt(0) == ADDRESS && address.getInt(ADDRESS_PORT) == FROM_KERNEL;
        return genuine && length <= CAPACITY ? (int) length : 0;
    }

    static int align(int length) {
        return (length + 3) & ~3;
    }

    @Override
    public void close() {
        calls.close(fd);
    }
}
