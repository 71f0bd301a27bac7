package dev.udpbounce.decode;

/** ICMP (RFC 792) and ICMPv6 (RFC 4443) errors; their header is drawn at {@link IcmpError}. */
final class Icmp {
    private static final int HEADER_LENGTH = 8;
    private static final int CODE = 1;
    private static final int REST = 4;

    private static final int UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int SOURCE_QUENCH = 4;
    private static final int REDIRECT = 5;
    private static final int TIME_EXCEEDED = 11;
    private static final int PARAMETER_PROBLEM = 12;

    private static final int UNREACHABLE_V6 = 1;
    private static final int PACKET_TOO_BIG_V6 = 2;
    private static final int TIME_EXCEEDED_V6 = 3;
    private static final int PARAMETER_PROBLEM_V6 = 4;
    private static final int INFORMATIONAL_V6 = 0x80;

    private Icmp() {}

    /** @param ip index of the IP header that carries the message */
    static void decode4(Walk walk, int ip, int at, int end) {
        if (at >= end) {
            walk.malformed(Malformation.ICMP_TRUNCATED);
            return;
        }
        int type = walk.octets.get(at) & 0xff;
        if (!isError4(type) || !hasHeader(walk, at, end)) {
            return;
        }
        int rest = walk.octets.getInt(at + REST);
        int quoteEnd = end;
        if (type == UNREACHABLE || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM) { // RFC 4884 section 4
            quoteEnd = ExtensionStructure.find(walk.octets, at + HEADER_LENGTH, end, ((rest >>> 16) & 0xff) * 4);
        }
        if (!Quote.read4(walk, at + HEADER_LENGTH, quoteEnd)) {
            walk.counts.addIcmpErrorOther();
            return;
        }
        int code = walk.octets.get(at + CODE) & 0xff;
        boolean hasMtu = type == UNREACHABLE && code == FRAGMENTATION_NEEDED;
        walk.error.readIp4(ip);
        walk.error.readIcmp(type, code, hasMtu ? mtu(rest & 0xffff) : IpPacket.ABSENT);
        deliver(walk, quoteEnd, end);
    }

    /** @param ip index of the IP header that carries the message */
    static void decode6(Walk walk, int ip, int at, int end) {
        if (at >= end) {
            walk.malformed(Malformation.ICMP_TRUNCATED);
            return;
        }
        int type = walk.octets.get(at) & 0xff;
        if (type >= INFORMATIONAL_V6 || !hasHeader(walk, at, end)) {
            return;
        }
        int rest = walk.octets.getInt(at + REST);
        int quoteEnd = end;
        if (type == UNREACHABLE_V6 || type == TIME_EXCEEDED_V6) {
            quoteEnd = ExtensionStructure.find(walk.octets, at + HEADER_LENGTH, end, (rest >>> 24) * 8);
        }
        boolean known = type >= UNREACHABLE_V6 && type <= PARAMETER_PROBLEM_V6;
        if (!known || !Quote.read6(walk, at + HEADER_LENGTH, quoteEnd)) {
            walk.counts.addIcmpErrorOther();
            return;
        }
        walk.error.readIp6(ip);
        int code = walk.octets.get(at + CODE) & 0xff;
        walk.error.readIcmp(type, code, type == PACKET_TOO_BIG_V6 ? mtu(rest) : IpPacket.ABSENT);
        deliver(walk, quoteEnd, end);
    }

    private static void deliver(Walk walk, int quoteEnd, int end) {
        walk.error.foundBy(walk);
        walk.error.extensionsAt(quoteEnd, end - quoteEnd);
        walk.handler.onIcmpError(walk.error);
    }

    private static boolean isError4(int type) {
        return switch (type) {
            case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    private static boolean hasHeader(Walk walk, int at, int end) {
        if (end - at < HEADER_LENGTH) {
            walk.malformed(Malformation.ICMP_TRUNCATED);
            walk.counts.addIcmpErrorOther();
            return false;
        }
        return true;
    }

    /** @param field 0 from routers older than RFC 1191 */
    private static int mtu(int field) {
        if (field == 0) {
            return IpPacket.ABSENT;
        }
        return field < 0 ? Integer.MAX_VALUE : field;
    }
}
