// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;

/** ICMP errors that this machine sends to itself, because no router sends them on demand. Requires CAP_NET_RAW. */
final class Experiment {
    static final Origin LO = new Origin(0, null, "lo", 1, 0, 9);

    private Experiment() {}

    /** Delivers an error about a datagram of {@code flow}; the kernel has processed it on return. */
    static void deliver(Flow flow, int type, int code) throws KernelException {
        deliver(flow, flow.source(), type, code);
    }

    /** Delivers an error to a host other than the quoted source. */
    static void deliver(Flow flow, IpAddress to, int type, int code) throws KernelException {
        boolean v6 = flow.version() == 6;
        String source = flow.source().toString();
        String destination = flow.destination().toString();
        UdpForge cause = v6
                ? Packets.udp6(source, flow.sourcePort(), destination, flow.destinationPort())
                : Packets.udp4(source, flow.sourcePort(), destination, flow.destinationPort());
        IcmpForge error = Packets.error(destination, cause.payload("123"), type, code);
        boolean sizes = v6 ? type == 2 : type == 3 && code == 4;
        byte[] packet = (sizes ? error.mtu(1400) : error).bytes();
        byte[] message = Arrays.copyOfRange(packet, v6 ? 40 : 20, packet.length);
        Libc.Calls calls = Libc.calls();
        int fd = Libc.check(
                "raw socket",
                calls.socket(
                        v6 ? SocketConstants.AF_INET6 : SocketConstants.AF_INET,
                        SocketConstants.SOCK_RAW,
                        v6 ? SocketConstants.IPPROTO_ICMPV6 : SocketConstants.IPPROTO_ICMP));
        try {
            ByteBuffer octets = Libc.buffer(message.length);
            octets.put(0, message);
            ByteBuffer address = address(to);
            Libc.check("sendto", calls.sendto(fd, octets, message.length, 0, address, address.capacity()));
        } finally {
            calls.close(fd);
        }
    }

    private static ByteBuffer address(IpAddress host) {
        if (host.version() == 4) {
            ByteBuffer address = Libc.buffer(16).putShort(0, (short) SocketConstants.AF_INET);
            return address.order(ByteOrder.BIG_ENDIAN).putInt(4, (int) host.low());
        }
        ByteBuffer address = Libc.buffer(28).putShort(0, (short) SocketConstants.AF_INET6);
        return address.order(ByteOrder.BIG_ENDIAN).putLong(8, host.high()).putLong(16, host.low());
    }

    /** Returns the error as a capture would report it. */
    static Bounce bounce(Flow flow, int type, int code, long timeNs) {
        return bounce(flow, type, code, timeNs, send(flow, timeNs - 1000));
    }

    /** Returns the error, with {@code cause} as the datagram that caused it. */
    static Bounce bounce(Flow flow, int type, int code, long timeNs, Send cause) {
        return bounce(LO, flow, type, code, timeNs, cause);
    }

    /** Returns the error as it is captured at some interface. */
    static Bounce bounce(Origin origin, Flow flow, int type, int code, long timeNs, Send cause) {
        return new BounceRecord(
                BounceRecord.Sighting.plain(origin, 2, timeNs),
                BounceRecord.Icmp.plain(
                        /* source= */ flow.destination(),
                        /* destination= */ cause.flow().source(),
                        type,
                        code,
                        Reporter.DESTINATION),
                new Quoted(flow, -1, 64, 11, 0, 3, false),
                BounceRecord.Attribution.to(cause, Match.TUPLE, Set.of()));
    }

    static Send send(Flow flow, long timeNs) {
        return send(LO, flow, timeNs);
    }

    static Send send(Origin origin, Flow flow, long timeNs) {
        return new Send(origin, 1, timeNs, flow, 3, -1, 64, false, -1);
    }

    /** Returns what the socket's program learns of its errors. */
    static Verdict experienced(TestSocket socket) {
        int errno = socket.nextErrno();
        if (socket.takeQueued()) {
            return Verdict.QUEUED;
        }
        return errno == 0 ? Verdict.NEVER_TOLD : Verdict.TOLD;
    }
}
