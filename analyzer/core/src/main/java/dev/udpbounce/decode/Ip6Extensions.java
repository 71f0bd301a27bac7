package dev.udpbounce.decode;

import java.nio.ByteBuffer;

/**
 * The way through IPv6 extension headers (RFC 8200 section 4) to the protocol behind them. Most begin with the next
 * header (1) and their own length in units of eight octets, the first eight left out (1); the fragment header has eight
 * octets, and the authentication header counts in words of four, the first two left out (RFC 4302 section 2.2).
 */
final class Ip6Extensions {
    private static final int MAX_HEADERS = 16;
    private static final int MIN_LENGTH = 8;
    private static final int FRAGMENT_OFFSET = 0xfff8;
    private static final int MORE_FRAGMENTS = 1;
    private static final int PAD1 = 0;
    private static final int JUMBO_PAYLOAD = 0xc2;

    /** The protocol that was reached. */
    int protocol;
    /** Where its octets begin. */
    int at;
    /** Whether these are the first of several fragments; an atomic fragment (RFC 6946) is not. */
    boolean firstFragment;
    /** Whether these are a fragment other than the first. */
    boolean laterFragment;
    /** The identification of the fragment header that was met last (RFC 8200 section 4.5). */
    int identification;

    /** Goes as far as an unknown protocol or a later fragment; false, and counted, if the headers end before. */
    boolean follow(Walk walk, int next, int from, int end) {
        protocol = next;
        at = from;
        firstFragment = false;
        laterFragment = false;
        int headers = 0;
        while (isExtension(protocol) && !laterFragment) {
            if (++headers > MAX_HEADERS) {
                walk.malformed(Malformation.TOO_MANY_LAYERS);
                return false;
            }
            int present = end - at;
            int length = present < MIN_LENGTH ? MIN_LENGTH : length(walk.octets);
            if (length > present) {
                walk.malformed(Malformation.IPV6_EXTENSION_TRUNCATED);
                return false;
            }
            if (protocol == IpProtocol.FRAGMENT) {
                int fragment = walk.octets.getShort(at + 2) & 0xffff;
                laterFragment = (fragment & FRAGMENT_OFFSET) != 0;
                firstFragment |= !laterFragment && (fragment & MORE_FRAGMENTS) != 0;
                identification = walk.octets.getInt(at + 4);
            }
            protocol = walk.octets.get(at) & 0xff;
            at += length;
        }
        return true;
    }

    private int length(ByteBuffer octets) {
        int field = octets.get(at + 1) & 0xff;
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
     * The length in the jumbo payload option (RFC 2675 section 2) of the hop-by-hop header at {@code from}, at most
     * 2^31-1; {@link IpPacket#ABSENT} if there is none, or one below 64 KiB.
     */
    static int jumboLength(ByteBuffer octets, int from, int end) {
        if (end - from < MIN_LENGTH) {
            return IpPacket.ABSENT;
        }
        int optionsEnd = Math.min(end, from + ((octets.get(from + 1) & 0xff) + 1) * 8);
        int option = from + 2;
        while (optionsEnd - option >= 2) {
            int type = octets.get(option) & 0xff;
            int length = octets.get(option + 1) & 0xff;
            if (type == JUMBO_PAYLOAD && length == 4 && optionsEnd - option >= 6) {
                long jumbo = octets.getInt(option + 2) & 0xffffffffL;
                return jumbo > 0xffff ? (int) Math.min(jumbo, Integer.MAX_VALUE) : IpPacket.ABSENT;
            }
            option += type == PAD1 ? 1 : 2 + length;
        }
        return IpPacket.ABSENT;
    }
}
