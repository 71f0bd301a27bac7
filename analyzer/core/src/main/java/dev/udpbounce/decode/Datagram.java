// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * A view of a UDP datagram and its IP header, either captured in a frame or quoted by an ICMP error. A quoted datagram
 * is normally truncated, so each field can be missing on its own: a missing number is {@link #ABSENT}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc768">RFC 768</a>
 */
public final class Datagram extends IpPacket {
    /** Octets of a UDP header; the UDP length includes them. */
    public static final int UDP_HEADER_LENGTH = 8;

    private int sourcePort = ABSENT;
    private int destinationPort = ABSENT;
    private int udpLength = ABSENT;
    private boolean udpLengthImplied;
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
     * UDP length in octets, header included: the value of its field or, if {@link #udpLengthImplied}, implied by IP.
     */
    public int udpLength() {
        return udpLength;
    }

    /**
     * Returns whether the UDP length field is 0 because the packet is a jumbogram (RFC 2675 section 4) or not yet
     * segmented. The length is then implied by the IP header or, if {@link #lengthImplied}, by the octets present.
     */
    public boolean udpLengthImplied() {
        return udpLengthImplied;
    }

    /** The UDP checksum field; 0 means that none was computed. */
    public int checksum() {
        return checksum;
    }

    /** Payload length in octets according to the UDP length, at least 0; {@link #ABSENT} without a UDP length. */
    public int payloadLength() {
        return udpLength == ABSENT ? ABSENT : Math.max(0, udpLength - UDP_HEADER_LENGTH);
    }

    /** Returns whether this is the first of several IP fragments. */
    public boolean fragment() {
        return fragment;
    }

    /** Index in {@link #octets()} of the payload's first octet. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Octets of payload that are present, within the claimed lengths of UDP and IP and without padding. */
    public int payloadPresent() {
        return payloadPresent;
    }

    /** @param ports source port in the upper 16 bits, destination port in the lower */
    void setPorts(int ports) {
        sourcePort = ports >>> 16;
        destinationPort = ports & 0xffff;
    }

    void setNoPorts() {
        sourcePort = ABSENT;
        destinationPort = ABSENT;
    }

    void setUdpLength(int length, boolean implied) {
        udpLength = length;
        udpLengthImplied = implied;
    }

    void setChecksum(int newChecksum) {
        checksum = newChecksum;
    }

    void setFragment(boolean isFragment) {
        fragment = isFragment;
    }

    void setPayload(int offset, int present) {
        payloadOffset = offset;
        payloadPresent = present;
    }

    /** Copies another datagram, whose octets are {@code shift} octets closer to the start in {@code newOctets}. */
    void copy(Datagram other, ByteBuffer newOctets, int shift) {
        super.copy(other, newOctets);
        sourcePort = other.sourcePort;
        destinationPort = other.destinationPort;
        udpLength = other.udpLength;
        udpLengthImplied = other.udpLengthImplied;
        checksum = other.checksum;
        fragment = other.fragment;
        payloadOffset = other.payloadOffset - shift;
        payloadPresent = other.payloadPresent;
    }
}
