// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * UDP (RFC 768):
 *
 * <pre>
 *  0  source port (2)
 *  2  destination port (2)
 *  4  length of header and payload (2)
 *  6  checksum (2)
 * </pre>
 */
final class Udp {
    static final int PORTS = 0;
    /** Octets of both ports. */
    static final int PORTS_LENGTH = PORTS + 4;

    static final int LENGTH = PORTS + PORTS_LENGTH;
    static final int CHECKSUM = LENGTH + 2;
    static final int HEADER_LENGTH = Datagram.UDP_HEADER_LENGTH;

    private static final int MAX_LENGTH = 0xffff;

    private Udp() {}

    /**
     * Delivers the datagram, whose IP header has been read. Returns the tunnel protocol that its ports suggest.
     *
     * @param claimed octets of UDP that the IP header claims, {@link IpPacket#ABSENT} if unknown
     * @param fragment whether the packet is the first of several fragments
     */
    static Protocol decode(Walk walk, int at, int end, int claimed, boolean fragment) {
        int present = end - at;
        if (present < HEADER_LENGTH) {
            walk.malformed(Malformation.UDP_TRUNCATED);
            if (present < PORTS_LENGTH) {
                return Protocol.NONE;
            }
        } else if (!isSound(walk.octets.getShort(at + LENGTH) & 0xffff, claimed, fragment)) {
            walk.malformed(Malformation.BAD_UDP_LENGTH);
        }
        if (!walk.errorsOnly) {
            walk.stamp(walk.datagram);
            read(walk.datagram, at, end, claimed, fragment);
            walk.handler.onDatagram(walk.datagram);
        }
        if (present <= HEADER_LENGTH) {
            return Protocol.NONE;
        }
        Protocol tunnel = UdpTunnels.protocol(walk.octets.getInt(at + PORTS));
        return tunnel == Protocol.NONE ? tunnel : walk.next(tunnel, at + HEADER_LENGTH, end);
    }

    /**
     * Reads the part of the header present in {@code [at, end)} into a datagram.
     *
     * @param claimed octets of UDP that the IP header claims, {@link IpPacket#ABSENT} if unknown
     */
    static void read(Datagram datagram, int at, int end, int claimed, boolean fragment) {
        datagram.setFragment(fragment);
        int present = end - at;
        if (present < HEADER_LENGTH) {
            readPart(datagram, at, end);
            return;
        }
        long header = datagram.octets().getLong(at);
        int field = (int) (header >>> 16) & 0xffff;
        boolean implied = field == 0 && isLengthless(claimed);
        int length = implied ? impliedLength(claimed, present) : field;
        datagram.setPorts((int) (header >>> 32));
        datagram.setUdpLength(length, implied);
        datagram.setChecksum((int) header & 0xffff);
        datagram.setPayload(at + HEADER_LENGTH, Math.max(0, Math.min(present, length) - HEADER_LENGTH));
    }

    /** Fills in a datagram of which only a later fragment is present. */
    static void readLaterFragment(Datagram datagram, int ports, int end) {
        datagram.setFragment(false);
        datagram.setPorts(ports);
        datagram.setUdpLength(IpPacket.ABSENT, false);
        datagram.setChecksum(IpPacket.ABSENT);
        datagram.setPayload(end, 0);
    }

    private static void readPart(Datagram datagram, int at, int end) {
        ByteBuffer octets = datagram.octets();
        int present = end - at;
        if (present >= PORTS_LENGTH) {
            datagram.setPorts(octets.getInt(at + PORTS));
        } else {
            datagram.setNoPorts();
        }
        datagram.setUdpLength(present >= CHECKSUM ? octets.getShort(at + LENGTH) & 0xffff : IpPacket.ABSENT, false);
        datagram.setChecksum(IpPacket.ABSENT);
        datagram.setPayload(end, 0);
    }

    private static boolean isSound(int length, int claimed, boolean fragment) {
        if (length < HEADER_LENGTH) {
            return length == 0 && isLengthless(claimed);
        }
        return fragment || claimed == IpPacket.ABSENT || length <= claimed;
    }

    /**
     * Returns whether a length of 0 is valid: in a jumbogram (RFC 2675 section 4) or a packet that has yet to be
     * segmented.
     */
    private static boolean isLengthless(int claimed) {
        return claimed == IpPacket.ABSENT || claimed > MAX_LENGTH;
    }

    /** The length implied by a field of 0, given the length that IP claims and the octets present. */
    private static int impliedLength(int claimed, int present) {
        return claimed == IpPacket.ABSENT ? present : claimed;
    }
}
