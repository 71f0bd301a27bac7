package dev.udpbounce.kernel;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.Quoted;
import dev.udpbounce.correlate.Reporter;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import dev.udpbounce.timeline.Fate.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** ICMP errors that this machine sends to itself, as no router would on demand. Takes CAP_NET_RAW. */
final class Experiment {
    static final Origin LO = new Origin(0, null, "lo", 1, 0, 9);

    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;

    private Experiment() {}

    /** Delivers an error about a datagram of {@code flow}; it has been dealt with when this returns. */
    static void deliver(Flow flow, int type, int code) throws KernelException {
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
                calls.socket(v6 ? Libc.AF_INET6 : Libc.AF_INET, Libc.SOCK_RAW, v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP));
        try {
            ByteBuffer octets = Libc.buffer(message.length);
            octets.put(0, message);
            ByteBuffer address = address(flow.source());
            Libc.check("sendto", calls.sendto(fd, octets, message.length, 0, address, address.capacity()));
        } finally {
            calls.close(fd);
        }
    }

    private static ByteBuffer address(IpAddress host) {
        if (host.version() == 4) {
            ByteBuffer address = Libc.buffer(16).putShort(0, (short) Libc.AF_INET);
            return address.order(ByteOrder.BIG_ENDIAN).putInt(4, (int) host.low());
        }
        ByteBuffer address = Libc.buffer(28).putShort(0, (short) Libc.AF_INET6);
        return address.order(ByteOrder.BIG_ENDIAN).putLong(8, host.high()).putLong(16, host.low());
    }

    /** The error as a capture would show it. */
    static Bounce bounce(Flow flow, int type, int code, long timeNs) {
        return bounce(flow, type, code, timeNs, send(flow, timeNs - 1000));
    }

    /** The same, of a datagram that was sent when {@code cause} says. */
    static Bounce bounce(Flow flow, int type, int code, long timeNs, Send cause) {
        return new Bounce(
                LO,
                2,
                timeNs,
                -1,
                /* source= */ flow.destination(),
                /* destination= */ flow.source(),
                type,
                code,
                new Quoted(flow, -1, 64, 11, 0, 3, false),
                -1,
                List.of(),
                Reporter.DESTINATION,
                Match.TUPLE,
                Set.of(),
                cause,
                1,
                List.of(),
                null,
                0);
    }

    static Send send(Flow flow, long timeNs) {
        return new Send(LO, 1, timeNs, flow, 3, -1, 64, false, -1);
    }

    /** What the program that has this socket learns of its errors, if it looks. */
    static Verdict experienced(TestSocket socket) {
        int errno = socket.nextErrno();
        if (socket.takeQueued()) {
            return Verdict.QUEUED;
        }
        return errno == 0 ? Verdict.NEVER_TOLD : Verdict.TOLD;
    }
}
