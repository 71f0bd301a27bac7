// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Links;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Lends datagrams that a decoder makes of forged frames. */
final class RandomDatagrams implements PacketHandler {
    private static final Origin SLL2 = new Origin(0, null, null, LinkType.LINUX_SLL2, 0, 9);
    private static final Origin ETHERNET = new Origin(1, null, null, LinkType.EN10MB, 0, 9);
    private static final Origin RAW = new Origin(2, null, null, LinkType.RAW, 0, 9);

    private final Random random;
    private final Decoder decoder = new Decoder();
    private final Frame frame = new Frame();
    private long frames;
    private @Nullable Datagram last;

    RandomDatagrams(Random random) {
        this.random = random;
    }

    /** Returns the frame of the last datagram; lent. */
    Frame frame() {
        return frame;
    }

    /** Returns the datagram of this packet, lent until the next one. */
    Datagram lend(Packet packet, long timeNs) {
        return lend(packet.bytes(), RAW, timeNs);
    }

    private Datagram lend(byte[] octets, Origin origin, long timeNs) {
        last = null;
        frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, timeNs, ++frames, origin);
        decoder.decode(frame, this);
        return Objects.requireNonNull(last);
    }

    /** Returns a random datagram at a random time, of one of few flows, lent until the next one. */
    Datagram any() {
        boolean six = random.nextInt(3) == 0;
        int client = 1 + random.nextInt(3);
        int server = random.nextInt(4) == 0 ? client : 1 + random.nextInt(3);
        UdpForge datagram = six
                ? Packets.udp6("2001:db8::" + client, 5, "2001:db8::" + server, 7)
                : Packets.udp4("10.0.0." + client, 5, "10.0.0." + server, 7);
        byte[] payload = new byte[random.nextInt(700)];
        random.nextBytes(payload);
        datagram.payload(payload).ttl(random.nextInt(256));
        if (six) {
            datagram.flowLabel(random.nextInt(1 << 20));
        } else {
            datagram.id(random.nextInt(1 << 16));
        }
        if (random.nextInt(4) == 0) {
            if (six) {
                datagram.fragmentHeader(0, true, random.nextInt());
            } else {
                datagram.mf();
            }
        }
        long timeNs = random.nextLong() % Frame.MOST_NS;
        return switch (random.nextInt(3)) {
            case 0 -> lend(Links.sll2(datagram, random.nextInt(5), 1), SLL2, timeNs);
            case 1 -> lend(datagram.vlan(1 + random.nextInt(4094)), ETHERNET, timeNs);
            default -> lend(datagram, timeNs);
        };
    }

    @Override
    public void onDatagram(Datagram datagram) {
        last = datagram;
    }

    @Override
    public void onIcmpError(IcmpError error) {
        throw new AssertionError("no error was forged");
    }
}
