package dev.udpbounce.decode;

/**
 * A UDP datagram and the IP header that carries it, as a view; either found in a frame or quoted by an ICMP error. A
 * quoted one is normally cut off, so every field says for itself whether it is present: a number that is not there is
 * {@link #ABSENT}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc768">RFC 768</a>
 */
public final class Datagram extends IpPacket {
    private int sourcePort = ABSENT;
    private int destinationPort = ABSENT;
    private int udpLength = ABSENT;
    private int checksum = ABSENT;
    private boolean fragment;
    private int payloadOffset;
    private int payloadPresent;

    Datagram() {}

    /** Source port, or {@link #ABSENT} in a quote that ends before both ports. */
    public int sourcePort() {
        return sourcePort;
    }

    /** Destination port, or {@link #ABSENT} in a quote that ends before both ports. */
    public int destinationPort() {
        return destinationPort;
    }

    /**
     * The UDP length field: header and payload in octets; where it is 0 because the packet is a jumbogram or not yet
     * segmented, what the IP header leaves.
     */
    public int udpLength() {
        return udpLength;
    }

    /** The UDP checksum field; 0 means that none was computed. */
    public int checksum() {
        return checksum;
    }

    /** Payload in octets as the UDP header claims, at least 0; {@link #ABSENT} without a UDP length. */
    public int payloadLength() {
        return udpLength == ABSENT ? ABSENT : Math.max(0, udpLength - Udp.HEADER_LENGTH);
    }

    /** Whether this is the first of several IP fragments. */
    public boolean fragment() {
        return fragment;
    }

    /** Index in {@link #octets()} of the payload's first octet. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Octets of payload that are present: never more than the claimed lengths of UDP and IP, nor padding. */
    public int payloadPresent() {
        return payloadPresent;
    }

    /**
     * Reads as much of a UDP header as there is in {@code [at, end)}.
     *
     * @param claimed octets of UDP that the IP header claims, {@link #ABSENT} if it does not tell
     */
    void readUdp(int at, int end, int claimed, boolean isFragment) {
        int present = end - at;
        fragment = isFragment;
        if (present < Udp.HEADER_LENGTH) {
            readPart(at, end);
            return;
        }
        long header = octets().getLong(at);
        sourcePort = (int) (header >>> 48);
        destinationPort = (int) (header >>> 32) & 0xffff;
        checksum = (int) header & 0xffff;
        int field = (int) (header >>> 16) & 0xffff;
        udpLength = field == 0 ? Udp.impliedLength(claimed, present) : field;
        payloadOffset = at + Udp.HEADER_LENGTH;
        payloadPresent = Math.max(0, Math.min(present, udpLength) - Udp.HEADER_LENGTH);
    }

    /**
     * Takes the ports of a datagram of which nothing but a later fragment is present.
     *
     * @param ports the source's in the upper half of 32 bits
     */
    void readPorts(long ports, int end) {
        fragment = false;
        sourcePort = (int) (ports >>> 16);
        destinationPort = (int) ports & 0xffff;
        udpLength = ABSENT;
        checksum = ABSENT;
        payloadOffset = end;
        payloadPresent = 0;
    }

    private void readPart(int at, int end) {
        int present = end - at;
        boolean ports = present >= Udp.LENGTH;
        sourcePort = ports ? octets().getShort(at) & 0xffff : ABSENT;
        destinationPort = ports ? octets().getShort(at + Udp.DESTINATION_PORT) & 0xffff : ABSENT;
        udpLength = present >= Udp.CHECKSUM ? octets().getShort(at + Udp.LENGTH) & 0xffff : ABSENT;
        checksum = ABSENT;
        payloadOffset = end;
        payloadPresent = 0;
    }
}
