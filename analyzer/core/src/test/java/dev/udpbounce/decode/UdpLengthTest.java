package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.fixtures.LinkType;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Every UDP length against every length of the IP packet around it. */
class UdpLengthTest {
    private static final int LENGTHS = 1 << 16;
    private static final int LONGEST_PACKET = 1_500;
    private static final int UDP = 8;

    @Test
    void aPayloadEndsWhereUdpOrIp4OrTheCaptureDoes() {
        byte[] packet = Samples.udp4().bytes();
        check(LinkType.IPV4, packet, 20, 2, 20);
    }

    @Test
    void aPayloadEndsWhereUdpOrIp6OrTheCaptureDoes() {
        byte[] packet = Samples.udp6().bytes();
        check(LinkType.IPV6, packet, 40, 4, 0);
    }

    /**
     * @param header octets of the IP header
     * @param lengthAt index of its length
     * @param counted octets of the header that this length includes
     */
    private static void check(int linkType, byte[] packet, int header, int lengthAt, int counted) {
        ByteBuffer octets = ByteBuffer.allocateDirect(packet.length).put(0, packet);
        Frame frame = new Frame();
        frame.wrap(octets, 0, packet.length, packet.length, 0, 1, new Origin(0, "", null, linkType, 0, 6));
        Decoder decoder = new Decoder();
        Last last = new Last();
        int present = packet.length - header;
        // Shorter lengths than the header itself, and 0, stand for what is present; UdpTest has them.
        for (int claimed = counted == 0 ? 1 : 0; claimed <= LONGEST_PACKET; claimed++) {
            octets.putShort(lengthAt, (short) (counted + claimed));
            int room = Math.min(claimed, present);
            for (int length = 0; length < LENGTHS; length++) {
                octets.putShort(header + 4, (short) length);
                last.delivered = 0;
                decoder.decode(frame, last);
                int payload = room < UDP ? 0 : Math.max(0, Math.min(length, room) - UDP);
                if (last.delivered != (room < 4 ? 0 : 1) || (last.delivered == 1 && last.payloadPresent != payload)) {
                    assertThat(last.payloadPresent)
                            .as("IP claims %s octets of UDP, UDP %s; delivered: %s", claimed, length, last.delivered)
                            .isEqualTo(payload);
                }
            }
        }
        // Too short for a header, or a length below a header or above what IP leaves
        long sound = 0;
        for (int claimed = UDP; claimed <= LONGEST_PACKET; claimed++) {
            sound += claimed - UDP + 1;
        }
        long all = (long) LENGTHS * (LONGEST_PACKET + (counted == 0 ? 0 : 1));
        assertThat(decoder.counts().malformed(Malformation.UDP_TRUNCATED)
                        + decoder.counts().malformed(Malformation.BAD_UDP_LENGTH))
                .isEqualTo(all - sound);
    }

    private static final class Last implements PacketHandler {
        private int delivered;
        private int payloadPresent;

        @Override
        public void onDatagram(Datagram datagram) {
            delivered++;
            payloadPresent = datagram.payloadPresent();
        }

        @Override
        public void onIcmpError(IcmpError error) {
            throw new AssertionError("a datagram was taken for an error");
        }
    }
}
