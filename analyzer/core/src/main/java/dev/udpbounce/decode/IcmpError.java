package dev.udpbounce.decode;

import java.util.List;

/**
 * An ICMP (RFC 792) or ICMPv6 (RFC 4443) error message that quotes a UDP datagram, as a view.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     type      |     code      |           checksum            |
 * +---------------+---------------+-------------------------------+
 * | v6: length    | v4: length    | v4: next-hop MTU (3/4)        |
 * |               |               | v6: MTU, all 32 bits (type 2) |
 * +---------------+---------------+-------------------------------+
 * |     quote: IP header, UDP header, payload as far as it goes   |
 * +---------------------------------------------------------------+
 * |     RFC 4884 extensions, where the length says that they are  |
 * </pre>
 */
public final class IcmpError extends IpPacket {
    private int type;
    private int code;
    private int mtu = ABSENT;
    private int extensionsOffset;
    private int extensionsLength;
    private boolean quoteTruncated;
    private final Datagram quote = new Datagram();

    IcmpError() {}

    public int type() {
        return type;
    }

    public int code() {
        return code;
    }

    /**
     * Next-hop MTU in octets (3/4 of RFC 1191, type 2 of RFC 4443; at most 2^31-1), or {@link #ABSENT}; 0 is not a MTU.
     */
    public int mtu() {
        return mtu;
    }

    /** The datagram that caused this error, as far as it is quoted. It has no link layer and no depth of its own. */
    public Datagram quote() {
        return quote;
    }

    /** Whether less of the datagram is quoted than its IP header claims. */
    public boolean quoteTruncated() {
        return quoteTruncated;
    }

    /** Whether extensions of version 2 with a checksum that holds are present (RFC 4884 section 7). */
    public boolean hasExtensions() {
        return extensionsLength > 0;
    }

    /** The extension objects, copied out; empty where there are none that can be believed. */
    public List<Extension> extensions() {
        return extensionsLength == 0 ? List.of() : Extension.parse(octets(), extensionsOffset, extensionsLength);
    }

    void readIcmp(int newType, int newCode, int newMtu) {
        type = newType;
        code = newCode;
        mtu = newMtu;
    }

    void extensionsAt(int offset, int length) {
        extensionsOffset = offset;
        extensionsLength = length;
    }

    void quoteTruncated(boolean truncated) {
        quoteTruncated = truncated;
    }
}
