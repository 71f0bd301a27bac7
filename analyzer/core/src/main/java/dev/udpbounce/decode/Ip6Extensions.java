// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * Skips IPv6 extension headers (RFC 8200 section 4) up to the upper-layer protocol:
 *
 * <pre>
 *      most of them                    fragment header (section 4.5)
 *  0   next header (1)             0   next header (1)
 *  1   length (1)                  1   reserved (1)
 *  2   options or data             2   fragment offset (13 bits), reserved (2 bits), more fragments (1 bit)
 *                                  4   identification (4)
 * </pre>
 *
 * The length is in units of eight octets and excludes the first eight; that of the authentication header is in units of
 * four octets and excludes the first eight (RFC 4302 section 2.2). An option has a type (1), a length (1) and as many
 * octets of data; the Pad1 option, type 0, is the type alone (section 4.2).
 */
final class Ip6Extensions {
    private static final int NEXT_HEADER = 0;
    private static final int LENGTH = NEXT_HEADER + 1;
    private static final int OPTIONS = LENGTH + 1;
    private static final int FRAGMENT = LENGTH + 1;
    private static final int IDENTIFICATION = FRAGMENT + 2;
    private static final int MIN_LENGTH = IDENTIFICATION + 4;

    private static final int OPTION_TYPE = 0;
    private static final int OPTION_LENGTH = OPTION_TYPE + 1;
    private static final int OPTION_DATA = OPTION_LENGTH + 1;

    private static final int MAX_HEADERS = 16;
    private static final int FRAGMENT_OFFSET = 0xfff8;
    private static final int MORE_FRAGMENTS = 1;
    private static final int PAD1 = 0;
    private static final int JUMBO_PAYLOAD = 0xc2;
    private static final int JUMBO_LENGTH = 4;

    private final DecodeCounts counts;

    /** The protocol after the headers. */
    int protocol;
    /** Index of the first octet of {@link #protocol}. */
    int at;
    /** Whether the packet is the first of several fragments; an atomic fragment (RFC 6946) is not. */
    boolean firstFragment;
    /** Whether the packet is a fragment other than the first. */
    boolean laterFragment;
    /** Identification in the last fragment header (RFC 8200 section 4.5). */
    int identification;

    Ip6Extensions(DecodeCounts counts) {
        this.counts = counts;
    }

    /**
     * Skips headers up to an upper-layer protocol or a later fragment. Returns false, and counts the packet as
     * malformed, if a header is truncated or there are more than 16.
     */
    boolean follow(ByteBuffer octets, int next, int from, int end) {
        protocol = next;
        at = from;
        firstFragment = false;
        laterFragment = false;
        int headers = 0;
        while (isExtension(protocol) && !laterFragment) {
            if (++headers > MAX_HEADERS) {
                counts.addMalformed(Malformation.TOO_MANY_LAYERS);
                return false;
            }
            int present = end - at;
            int length = present < MIN_LENGTH ? MIN_LENGTH : length(octets);
            if (length > present) {
                counts.addMalformed(Malformation.IPV6_EXTENSION_TRUNCATED);
                return false;
            }
            if (protocol == IpProtocol.FRAGMENT) {
                int fragment = octets.getShort(at + FRAGMENT) & 0xffff;
                laterFragment = (fragment & FRAGMENT_OFFSET) != 0;
                firstFragment |= !laterFragment && (fragment & MORE_FRAGMENTS) != 0;
                identification = octets.getInt(at + IDENTIFICATION);
            }
            protocol = octets.get(at + NEXT_HEADER) & 0xff;
            at += length;
        }
        return true;
    }

    private int length(ByteBuffer octets) {
        int field = octets.get(at + LENGTH) & 0xff;
        return switch (protocol) {
            case IpProtocol.FRAGMENT -> MIN_LENGTH;
            case IpProtocol.AH -> (field + 2) * 4;
            default -> (field + 1) * 8;
        };
    }

    private static boolean isExtension(int protocol) {
        return switch (protocol) {
            case IpProtocol.HOP_BY_HOP,
                    IpProtocol.ROUTING,
                    IpProtocol.FRAGMENT,
                    IpProtocol.AH,
                    IpProtocol.DESTINATION_OPTIONS,
                    IpProtocol.MOBILITY,
                    IpProtocol.HOST_IDENTITY,
                    IpProtocol.SHIM6 -> true;
            default -> false;
        };
    }

    /**
     * Length in the jumbo payload option (RFC 2675 section 2) of the hop-by-hop header at {@code from}, at most 2^31-1;
     * {@link IpPacket#ABSENT} if there is none or it is below 64 KiB.
     */
    static int jumboLength(ByteBuffer octets, int from, int end) {
        if (end - from < MIN_LENGTH) {
            return IpPacket.ABSENT;
        }
        int optionsEnd = Math.min(end, from + ((octets.get(from + LENGTH) & 0xff) + 1) * 8);
        int option = from + OPTIONS;
        while (optionsEnd - option >= OPTION_DATA) {
            int type = octets.get(option + OPTION_TYPE) & 0xff;
            int length = octets.get(option + OPTION_LENGTH) & 0xff;
            if (type == JUMBO_PAYLOAD && length == JUMBO_LENGTH && optionsEnd - option >= OPTION_DATA + JUMBO_LENGTH) {
                long jumbo = octets.getInt(option + OPTION_DATA) & 0xffffffffL;
                return jumbo > 0xffff ? (int) Math.min(jumbo, Integer.MAX_VALUE) : IpPacket.ABSENT;
            }
            option += type == PAD1 ? OPTION_LENGTH : OPTION_DATA + length;
        }
        return IpPacket.ABSENT;
    }
}
