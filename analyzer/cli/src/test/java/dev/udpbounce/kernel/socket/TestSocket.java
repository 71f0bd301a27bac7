// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A UDP socket on loopback that uses only system calls. */
public final class TestSocket implements AutoCloseable {
    public static final IpAddress LOOPBACK = new IpAddress(4, 0, 0x7f000001L);
    public static final IpAddress LOOPBACK6 = new IpAddress(6, 0, 1);

    private static final int NOTHING = 0;

    private final Libc.Calls calls = Libc.calls();
    private final int family;
    private final int fd;
    private boolean open = true;

    private TestSocket(int family) throws KernelException {
        this.family = family;
        fd = Libc.check("socket", calls.socket(family, SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC, 0));
    }

    public static TestSocket ofFamily(int family) throws KernelException {
        return new TestSocket(family);
    }

    /** Creates a socket bound to a loopback port of the kernel's choice. */
    public static TestSocket listening(int version) throws KernelException {
        TestSocket socket = new TestSocket(version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6);
        return socket.bind(loopback(version), 0);
    }

    /** Returns a loopback port that is closed at the moment. */
    public static int closedPort(int version) throws KernelException {
        try (TestSocket socket = listening(version)) {
            return socket.port();
        }
    }

    public static IpAddress loopback(int version) {
        return version == 4 ? LOOPBACK : LOOPBACK6;
    }

    public int fd() {
        return fd;
    }

    public TestSocket set(int level, int option, int value) throws KernelException {
        ByteBuffer octets = Libc.buffer(4).putInt(0, value);
        Libc.check("setsockopt", calls.setsockopt(fd, level, option, octets, 4));
        return this;
    }

    public TestSocket bind(IpAddress host, int port) throws KernelException {
        ByteBuffer address = address(host, port);
        Libc.check("bind", calls.bind(fd, address, address.capacity()));
        return this;
    }

    public TestSocket connect(IpAddress host, int port) throws KernelException {
        ByteBuffer address = address(host, port);
        Libc.check("connect", calls.connect(fd, address, address.capacity()));
        return this;
    }

    public TestSocket send() throws KernelException {
        Libc.check("send", calls.send(fd, Libc.buffer(3), 3, 0));
        return this;
    }

    public TestSocket sendTo(IpAddress host, int port) throws KernelException {
        ByteBuffer address = address(host, port);
        Libc.check("sendto", calls.sendto(fd, Libc.buffer(3), 3, 0, address, address.capacity()));
        return this;
    }

    /** Returns the errno of the next receive; 0 if there is nothing to receive. */
    public int nextErrno() {
        long length = calls.recv(fd, Libc.buffer(16), 16, SocketConstants.MSG_DONTWAIT);
        int errno = length == -1 ? Libc.errno() : NOTHING;
        return errno == Errno.EAGAIN.linux() ? NOTHING : errno;
    }

    /** Returns the value of SO_ERROR, which clears it. */
    public int takeError() throws KernelException {
        ByteBuffer value = Libc.buffer(4);
        ByteBuffer length = Libc.buffer(4).putInt(0, 4);
        int done = calls.getsockopt(fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_ERROR, value, length);
        Libc.check("getsockopt", done);
        return value.getInt(0);
    }

    /** Returns the errno of the next send; 0 if it succeeds. */
    public int sendErrno() {
        return calls.send(fd, Libc.buffer(3), 3, 0) == -1 ? Libc.errno() : NOTHING;
    }

    /** Removes an error from the error queue; returns false if there is none. */
    public boolean takeQueued() {
        int flags = SocketConstants.MSG_ERRQUEUE | SocketConstants.MSG_DONTWAIT;
        return calls.recvfrom(fd, Libc.buffer(16), 16, flags, null, null) != -1;
    }

    public int port() throws KernelException {
        ByteBuffer address = Libc.buffer(28);
        ByteBuffer length = Libc.buffer(4).putInt(0, address.capacity());
        Libc.check("getsockname", calls.getsockname(fd, address, length));
        return address.order(ByteOrder.BIG_ENDIAN).getShort(2) & 0xffff;
    }

    public long inode() throws IOException {
        String link = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
        return Long.parseLong(link.substring("socket:[".length(), link.length() - 1));
    }

    public Flow flowTo(IpAddress host, int port) throws KernelException {
        return new Flow(loopback(host.version()), port(), host, port);
    }

    /** Returns a {@code struct sockaddr_in} or {@code sockaddr_in6}; an IPv4 host is mapped for an AF_INET6 socket. */
    private ByteBuffer address(IpAddress host, int port) {
        ByteBuffer address = Libc.buffer(family == SocketConstants.AF_INET ? 16 : 28);
        address.putShort(0, (short) family).order(ByteOrder.BIG_ENDIAN).putShort(2, (short) port);
        if (family == SocketConstants.AF_INET) {
            return address.putInt(4, (int) host.low());
        }
        long low = host.version() == 4 ? 0xffffL << 32 | host.low() : host.low();
        return address.putLong(8, host.high()).putLong(16, low);
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            calls.close(fd);
        }
    }
}
