// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.icmp.Rule;
import dev.udpbounce.icmp.Telling;
import org.jspecify.annotations.Nullable;

/** Describes ICMP errors in plain words. */
public final class ErrorWords {
    private ErrorWords() {}

    /** Who is told of an error in a capture, and how, by the system that it is from; by Linux where that is not known. */
    public static String told(Bounce bounce) {
        IcmpCode error = bounce.icmp().meaning();
        Rule rule = bounce.rule();
        if (rule == null) {
            return toldByLinux(error, " on Linux");
        }
        if (rule == Rule.LINUX) {
            return toldByLinux(error, bounce.sighting().origin().file() == null ? "" : " (Linux)");
        }
        Telling telling = error.telling(rule);
        return telling == null
                ? "who is told of this error on " + rule.system() + " is not known here"
                : told(telling, rule);
    }

    private static String told(Telling telling, Rule rule) {
        String system = " (" + rule.system() + "): ";
        if (!telling.tellsUnconnected()) {
            return "errno " + telling.number() + " " + telling.name() + system
                    + "a connected socket is told at its next call; an unconnected one never";
        }
        String unless = telling.unless() == null ? "" : ", unless it has turned off " + telling.unless();
        return telling.name() + " " + telling.number() + system
                + "a socket is told at its next receive, connected or not" + unless;
    }

    /**
     * Who is told of an error by Linux, and how.
     *
     * @param where words behind the errno
     */
    private static String toldByLinux(IcmpCode error, String where) {
        Delivery delivery = error.linux();
        if (!delivery.tellsRecverr()) {
            return "no errno: Linux tells no socket of this error";
        }
        String option = error.recverrOption();
        String errno = "errno " + delivery.errnoNumber() + " " + delivery.errnoName() + where + ": ";
        if (!delivery.tellsConnected()) {
            return errno + "only a socket that has set " + option + " is told; any other never learns of it";
        }
        String unlessDiscoveryIsOff =
                delivery.needsPathMtuDiscovery() ? "; with path-MTU discovery off nobody is told" : "";
        return errno + "a connected socket is told at its next call; an unconnected one never, unless it has set "
                + option + unlessDiscoveryIsOff;
    }

    /** Name of the errno that an error becomes on a system, on Linux where the system is not known; null for none. */
    public static @Nullable String errno(IcmpCode error, @Nullable Rule rule) {
        if (rule == null || rule == Rule.LINUX) {
            return error.linux().errnoName();
        }
        Telling telling = error.telling(rule);
        return telling == null ? null : telling.name();
    }

    public static String orphan(OrphanReason reason) {
        return switch (reason) {
            case BEFORE_CAPTURE -> "its datagram may have been sent before the capture began";
            case EXPIRED -> "its datagram had waited longer than the expiry time";
            case EVICTED -> "its datagram had to leave a full memory";
            case LOCAL_REJECT -> "this host's own firewall or routing refused its datagram, which reached no wire";
            case NO_NEIGHBOUR ->
                "no neighbour answered for its address (ARP, neighbour discovery), so it reached no wire";
            case LOCAL_UNREACHABLE ->
                "reported by this host itself, most likely as no neighbour answered for the address";
            case UNCOMPARED -> "its flow has too many datagrams to compare all; none of those compared fits";
            case SPOOFED ->
                "perhaps forged, or about a translated datagram, as it went to another address than it quotes";
            case UNSEEN -> "no captured datagram fits what it quotes";
        };
    }

    /**
     * Returns the meaning of an error for a destination.
     *
     * @param mtu MTU of the next hop; 0 or less if it is not known
     */
    public static String note(int version, int type, int code, int mtu) {
        IcmpCode error = IcmpTable.of(version, type, code);
        if (error.note() == null) {
            return (version == 4 ? "ICMP " : "ICMPv6 ") + type + "/" + code;
        }
        return mtu > 0 && error.hasMtu() ? error.note() + " (" + mtu + ")" : error.note();
    }
}
