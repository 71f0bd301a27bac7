package dev.udpbounce.render;

import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.correlate.OrphanReason;

/** What there is to say of ICMP errors in plain words. */
final class ErrorWords {
    private static final String TOO_BIG = "larger than the path's MTU";
    private static final String NOBODY = "nobody listens there";
    private static final String FILTERED = "filtered by a firewall on the way";
    private static final String NO_ROUTE = "no route to it";
    private static final String NO_HOST = "the host does not answer";
    private static final String LOOP = "TTL too small, or a routing loop";
    private static final String LOOP6 = "hop limit too small, or a routing loop";
    private static final String REDIRECT = "a router knows a shorter way";
    private static final String FRAGMENTS = "fragments were lost on the way";
    private static final String FAULTY = "its IP header was found faulty";

    private ErrorWords() {}

    /** Who is told of an error by Linux, and how. */
    static String delivery(Delivery delivery, int version) {
        String option = version == 4 ? "IP_RECVERR" : "IPV6_RECVERR";
        if (!delivery.tellsRecverr()) {
            return "no errno: Linux tells no socket of this error";
        }
        String errno = "errno " + delivery.errno() + " " + delivery.errnoName() + ": ";
        if (!delivery.tellsConnected()) {
            return errno + "only a socket that has set " + option + " is told; any other never learns of it";
        }
        String unlessDiscoveryIsOff =
                delivery.needsPathMtuDiscovery() ? "; with path-MTU discovery off nobody is told" : "";
        return errno + "a connected socket is told at its next call; an unconnected one never, unless it has set "
                + option + unlessDiscoveryIsOff;
    }

    static String orphan(OrphanReason reason) {
        return switch (reason) {
            case BEFORE_CAPTURE -> "its datagram may have been sent before the capture began";
            case EXPIRED -> "its datagram had waited longer than the expiry time";
            case EVICTED -> "its datagram had to leave a full memory";
            case LOCAL_REJECT -> "this host's own firewall or routing refused its datagram, which reached no wire";
            case SPOOFED -> "perhaps forged, as it went to another address than it quotes";
            case UNSEEN -> "its datagram was not captured";
        };
    }

    /** What an error says about a destination. */
    static String note(int version, int type, int code, int mtu) {
        String note = version == 4 ? note4(type, code) : note6(type, code);
        return mtu > 0 && note.equals(TOO_BIG) ? note + " (" + mtu + ")" : note;
    }

    private static String note4(int type, int code) {
        return switch (type) {
            case 3 -> unreachable4(code);
            case 4 -> "asked to send more slowly";
            case 5 -> REDIRECT;
            case 11 -> code == 1 ? FRAGMENTS : LOOP;
            case 12 -> FAULTY;
            default -> "ICMP " + type + "/" + code;
        };
    }

    private static String unreachable4(int code) {
        return switch (code) {
            case 0, 6, 11 -> NO_ROUTE;
            case 1, 7, 8, 12 -> NO_HOST;
            case 2 -> "UDP is not spoken there";
            case 3 -> NOBODY;
            case 4 -> TOO_BIG;
            case 5 -> "the source route failed";
            case 9, 10, 13, 14, 15 -> FILTERED;
            default -> "ICMP 3/" + code;
        };
    }

    private static String note6(int type, int code) {
        return switch (type) {
            case 1 -> unreachable6(code);
            case 2 -> TOO_BIG;
            case 3 -> code == 1 ? FRAGMENTS : LOOP6;
            case 4 -> FAULTY;
            case 137 -> REDIRECT;
            default -> "ICMPv6 " + type + "/" + code;
        };
    }

    private static String unreachable6(int code) {
        return switch (code) {
            case 0 -> NO_ROUTE;
            case 1, 5, 6 -> FILTERED;
            case 2 -> "beyond the scope of the source address";
            case 3 -> NO_HOST;
            case 4 -> NOBODY;
            case 7, 8 -> FAULTY;
            default -> "ICMPv6 1/" + code;
        };
    }
}
