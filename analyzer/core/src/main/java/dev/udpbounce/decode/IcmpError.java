// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import dev.udpbounce.capture.Frame;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A view of an ICMP (RFC 792) or ICMPv6 (RFC 4443) error message that quotes a UDP datagram.
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
     * Next-hop MTU in octets (3/4 of RFC 1191, type 2 of RFC 4443; at most 2^31-1), or {@link #ABSENT}; a field of 0
     * counts as absent.
     */
    public int mtu() {
        return mtu;
    }

    /** The quoted part of the datagram that caused this error. Its link-layer fields and its depth are not set. */
    public Datagram quote() {
        return quote;
    }

    /** Returns whether this error was sent to the source address that it quotes, as it should be. */
    public boolean isToQuotedSource() {
        return destinationLow() == quote.sourceLow() && destinationHigh() == quote.sourceHigh();
    }

    /** Returns whether less of the datagram is quoted than its IP header claims. */
    public boolean quoteTruncated() {
        return quoteTruncated;
    }

    /** Returns whether an extension structure of version 2 with a correct checksum is present (RFC 4884 section 7). */
    public boolean hasExtensions() {
        return extensionsLength > 0;
    }

    /** Copies of the extension objects; empty if there are no valid ones. */
    public List<Extension> extensions() {
        return extensionsLength == 0 ? List.of() : Extension.parse(octets(), extensionsOffset, extensionsLength);
    }

    void setIcmp(int newType, int newCode, int newMtu) {
        type = newType;
        code = newCode;
        mtu = newMtu;
    }

    void setExtensions(int offset, int length) {
        extensionsOffset = offset;
        extensionsLength = length;
    }

    void setQuoteTruncated(boolean truncated) {
        quoteTruncated = truncated;
    }

    /** Returns a copy with its own octets, which stays valid after the frame is gone. */
    public IcmpError copy(Frame frame) {
        int end = Math.max(extensionsOffset + extensionsLength, quote.payloadOffset() + quote.payloadPresent());
        byte[] copied = new byte[Math.min(end - frame.offset(), frame.capturedLength())];
        frame.octets().get(frame.offset(), copied);
        ByteBuffer own = ByteBuffer.wrap(copied);
        IcmpError copy = new IcmpError();
        copy.copy(this, own);
        copy.quote.copy(quote, own, frame.offset());
        copy.type = type;
        copy.code = code;
        copy.mtu = mtu;
        copy.extensionsOffset = extensionsOffset - frame.offset();
        copy.extensionsLength = extensionsLength;
        copy.quoteTruncated = quoteTruncated;
        return copy;
    }
}
