// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.event.Flow;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.RateLimit;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks up a socket as soon as its error arrives. A capture delivers packets in blocks, up to some milliseconds late,
 * when a program that was told may have exited. A raw ICMP socket receives every error of its network namespace
 * immediately.
 * Errors skipped under load are looked up later.
 */
final class ErrorWatch implements AutoCloseable {
    private static final int ICMP_FILTER = 1;
    private static final int ICMPV6_FILTER = 1;
    private static final int RAW_LINK_TYPE = 101;
    private static final int IPV6_HEADER = 40;
    private static final int CAPACITY = 2048;
    private static final int TIMEOUT_MS = 200;
    private static final int LOOKS_PER_S = 5000;
    private static final long PAUSE_NS = 2_000_000;

    private final int version;
    private final int fd;
    private final SocketTable table;
    private final LocalAddresses addresses;
    private final SocketObservations observations;
    private final ByteBuffer octets = Libc.buffer(CAPACITY).order(ByteOrder.BIG_ENDIAN);
    private final Decoder decoder = Decoder.errorsOnly();
    private final Frame frame = new Frame();
    private final Origin origin = new Origin(0, null, null, RAW_LINK_TYPE, 0, 9);
    private final RateLimit looks = new RateLimit(LOOKS_PER_S);
    private final Thread thread;
    private volatile boolean closed;

    private ErrorWatch(
            int version, int fd, SocketTable table, LocalAddresses addresses, SocketObservations observations) {
        this.version = version;
        this.fd = fd;
        this.table = table;
        this.addresses = addresses;
        this.observations = observations;
        thread = new Thread(this::listen, "error-watch-" + version);
        thread.setDaemon(true);
    }

    /**
     * Opens the watch of this thread's network namespace. Once started, it adds the socket of each incoming error to
     * {@code observations}.
     *
     * @param version 4 or 6
     * @throws KernelException EPERM without CAP_NET_RAW
     */
    static ErrorWatch open(int version, LocalAddresses addresses, SocketObservations observations)
            throws KernelException {
        int domain = version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6;
        int protocol = version == 4 ? SocketConstants.IPPROTO_ICMP : SocketConstants.IPPROTO_ICMPV6;
        int fd = Libc.check(
                "raw socket",
                Libc.calls().socket(domain, SocketConstants.SOCK_RAW | SocketConstants.SOCK_CLOEXEC, protocol));
        try {
            filter(version, fd);
            return new ErrorWatch(version, fd, SocketTable.open(), addresses, observations);
        } catch (KernelException e) {
            Libc.calls().close(fd);
            throw e;
        }
    }

    /** Opens like {@link #open}, but returns null if that is impossible here. */
    static @Nullable ErrorWatch openUnlessAbsent(
            int version, LocalAddresses addresses, SocketObservations observations) {
        try {
            return open(version, addresses, observations);
        } catch (KernelException e) {
            return null;
        }
    }

    void start() {
        thread.start();
    }

    private static void filter(int version, int fd) throws KernelException {
        // Each bit blocks one ICMP type.
        ByteBuffer blocked = Libc.buffer(version == 4 ? 4 : 32);
        for (int at = 0; at < blocked.capacity(); at += 4) {
            blocked.putInt(at, -1);
        }
        blocked.putInt(0, ~IcmpTable.typesTold(version));
        int level = version == 4 ? SocketConstants.SOL_RAW : SocketConstants.IPPROTO_ICMPV6;
        int option = version == 4 ? ICMP_FILTER : ICMPV6_FILTER;
        Libc.check("ICMP filter", Libc.calls().setsockopt(fd, level, option, blocked, blocked.capacity()));
        ByteBuffer timeout = Libc.buffer(16).putLong(8, TIMEOUT_MS * 1000L);
        Libc.check(
                "receive time-out",
                Libc.calls()
                        .setsockopt(
                                fd,
                                SocketConstants.SOL_SOCKET,
                                SocketConstants.SO_RCVTIMEO,
                                timeout,
                                timeout.capacity()));
    }

    private void listen() {
        // A raw ICMPv6 socket omits the IPv6 header, which the decoder needs.
        int header = version == 4 ? 0 : IPV6_HEADER;
        ByteBuffer message = octets.slice(header, CAPACITY - header);
        Errors errors = new Errors();
        try (table) {
            while (!closed) {
                long length = Libc.calls().recv(fd, message, message.capacity(), 0);
                if (length > 0) {
                    if (version == 6) {
                        putHeader((int) length);
                    }
                    frame.wrap(octets, 0, header + (int) length, header + length, 0, 0, origin);
                    decoder.decode(frame, errors);
                } else if (length == -1 && !isTransient(Libc.errno())) {
                    return;
                }
            }
        } finally {
            Libc.calls().close(fd);
        }
    }

    private static boolean isTransient(int errno) {
        return errno == Errno.EAGAIN.linux() || errno == Errno.EINTR.linux();
    }

    /** Writes version, payload length, next header and hop limit, RFC 8200 section 3; no addresses. */
    private void putHeader(int length) {
        octets.putInt(0, 6 << 28)
                .putShort(4, (short) length)
                .put(6, (byte) SocketConstants.IPPROTO_ICMPV6)
                .put(7, (byte) 64);
    }

    private final class Errors implements PacketHandler {
        @Override
        public void onDatagram(Datagram datagram) {}

        @Override
        public void onIcmpError(IcmpError error) {
            Flow flow = flow(error.quote());
            if (flow == null || !addresses.contains(flow.source())) {
                return;
            }
            if (looks.take()) {
                look(flow);
            } else {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }

        private void look(Flow flow) {
            try {
                long nowNs = RealTime.nowNs();
                SocketState state = table.find(flow, addresses.interfaceOf(flow.source(), null));
                if (state != null) {
                    observations.add(flow, new SocketObservations.Observation(nowNs, state));
                }
            } catch (KernelException e) {
                // A later query for this socket looks it up again and handles a failure.
                return;
            }
        }
    }

    /** Returns the flow of a quoted datagram; null if the quote ends before the ports. */
    private static @Nullable Flow flow(Datagram quote) {
        if (quote.sourcePort() == Datagram.ABSENT || quote.destinationPort() == Datagram.ABSENT) {
            return null;
        }
        int version = quote.version();
        return new Flow(
                new IpAddress(version, quote.sourceHigh(), quote.sourceLow()),
                quote.sourcePort(),
                new IpAddress(version, quote.destinationHigh(), quote.destinationLow()),
                quote.destinationPort());
    }

    @Override
    public void close() {
        closed = true;
    }
}
