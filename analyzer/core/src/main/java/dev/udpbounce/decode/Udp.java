package dev.udpbounce.decode;

/** UDP (RFC 768): source port (2), destination port (2), length (2), checksum (2). */
final class Udp {
    static final int HEADER_LENGTH = 8;
    static final int DESTINATION_PORT = 2;
    static final int LENGTH = 4;
    static final int CHECKSUM = 6;
    private static final int MAX_LENGTH = 0xffff;

    private Udp() {}

    /**
     * Delivers the datagram, whose IP header has been read, and then enters what it may be a tunnel for.
     *
     * @param claimed octets that the IP header claims, {@link IpPacket#ABSENT} if it does not tell
     */
    static void decode(Walk walk, int at, int end, int claimed, boolean fragment) {
        int present = end - at;
        if (present < HEADER_LENGTH) {
            walk.malformed(Malformation.UDP_TRUNCATED);
            if (present < LENGTH) {
                return;
            }
        } else if (!isSound(walk.octets.getShort(at + LENGTH) & 0xffff, claimed, fragment)) {
            walk.malformed(Malformation.BAD_UDP_LENGTH);
        }
        if (!walk.errorsOnly) {
            walk.datagram.foundBy(walk);
            walk.datagram.readUdp(at, end, claimed, fragment);
            walk.handler.onDatagram(walk.datagram);
        }
        if (present > HEADER_LENGTH) {
            UdpTunnels.enter(walk, at, end);
        }
    }

    private static boolean isSound(int length, int claimed, boolean fragment) {
        if (length < HEADER_LENGTH) {
            return length == 0 && isLengthless(claimed);
        }
        return fragment || claimed == IpPacket.ABSENT || length <= claimed;
    }

    /** Whether a length of 0 is right: in a jumbogram (RFC 2675 section 4) or one that is to be segmented yet. */
    private static boolean isLengthless(int claimed) {
        return claimed == IpPacket.ABSENT || claimed > MAX_LENGTH;
    }

    /** What a length field of 0 stands for, given what the IP header claims and what is present. */
    static int impliedLength(int claimed, int present) {
        if (!isLengthless(claimed)) {
            return 0;
        }
        return claimed == IpPacket.ABSENT ? present : claimed;
    }
}
