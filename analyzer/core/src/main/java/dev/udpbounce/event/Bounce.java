// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.icmp.Rule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ICMP error that quotes a UDP datagram, with the datagram that it is matched to. A view: its groups may be read
 * from objects or from rows of columns, so users must not rely on identity, on {@code equals}, or on records. {@link
 * BounceRecord} is the form that may be kept.
 */
public interface Bounce {
    /** Where and when the error's frame was captured. */
    Sighting sighting();

    /** The ICMP message. */
    Icmp icmp();

    /** The error's quote of the datagram, from its frame alone. */
    Quoted quoted();

    /** The match with a datagram. */
    Attribution attribution();

    /** One frame of a capture. */
    interface Sighting {
        Origin origin();

        /** 1-based number in its own file or live capture. */
        long frame();

        /** Nanoseconds since the Unix epoch, see {@link dev.udpbounce.capture.Frame#timeNs}. */
        long timeNs();

        /** Whether the capture time of the frame is known. */
        boolean hasTime();

        /** VLAN identifier; -1 for none. */
        int vlan();

        /** Tunnel headers around the packet; 0 for none. */
        int depth();

        /** The comment on the frame in the capture; null for none. */
        @Nullable
        String comment();
    }

    /** The ICMP or ICMPv6 message. */
    interface Icmp {
        /** Source address of the message. */
        IpAddress source();

        /** Destination address of the message. */
        IpAddress destination();

        /** ICMP type, or ICMPv6 type if the addresses are of version 6: 0 to 255. */
        int type();

        /** ICMP code, 0 to 255. */
        int code();

        /** Next-hop MTU in octets; -1 if the error has none. */
        int mtu();

        /** Objects of the extension structure (RFC 4884), in order. */
        List<Extension> extensions();

        Reporter reporter();

        /** IP version: 4 or 6. */
        default int version() {
            return source().version();
        }

        /** The table's entry for the type and code. */
        default IcmpCode meaning() {
            return IcmpTable.of(version(), type(), code());
        }

        /** The reaction of Linux, without the rest of {@link #meaning}. */
        default Delivery linux() {
            return IcmpTable.linux(version(), type(), code());
        }
    }

    /** The datagram that an error is matched to, or the reason why there is none. */
    interface Attribution {
        Match match();

        /** Features in which the quote and the datagram agree; empty for an orphan. */
        Set<Evidence> evidence();

        /** The datagram; the preferred candidate of an ambiguous match; null for an orphan. */
        @Nullable
        Send cause();

        /**
         * The frame of {@link #cause} at the interface where the error was captured, if the datagram was seen there;
         * otherwise its first frame.
         */
        default @Nullable SendSighting causeHere() {
            Send cause = cause();
            return cause == null
                    ? null
                    : new SendSighting(cause.origin(), cause.frame(), cause.timeNs(), cause.hasTime());
        }

        /** Number of datagrams that explain the error equally well: 0 for an orphan, 1 unless ambiguous. */
        long candidates();

        /** Frame numbers of these datagrams, at most 16, ascending; empty unless ambiguous. */
        List<Long> candidateFrames();

        /** The origin of each of these frames; empty if it is that of {@link #cause}. */
        default List<Origin> candidateOrigins() {
            return List.of();
        }

        /** The reason for an orphan; otherwise null. */
        @Nullable
        OrphanReason orphanReason();

        /** Frame number of the error that this error repeats; 0 if it is the first. */
        long duplicateOf();

        /** The origin of that error; null if it is in the same file. */
        default @Nullable Origin duplicateOrigin() {
            return null;
        }

        /** Whether the quoted payload differs from the datagram's because it was overwritten on the way. */
        boolean payloadOverwritten();

        /** What {@link #cause} repeats or answers. */
        default Precedents precedents() {
            return Precedents.NONE;
        }
    }

    /**
     * The flow of the datagram, as its first frame shows it; the quoted one if the datagram is not known. The quoted one is
     * another if a translator replaced addresses or ports on the way.
     */
    default Flow datagramFlow() {
        Send cause = attribution().cause();
        return cause == null ? quoted().flow() : cause.flow();
    }

    /**
     * Whether the error was sent to an address other than the quoted one, from which the datagram was sent: a translator
     * on the way replaced that, and did not restore it in the error (as RFC 5508 section 4.2 requires).
     */
    default boolean isTranslated() {
        Flow quoted = quoted().flow();
        return !datagramFlow().equals(quoted) && !icmp().destination().equals(quoted.source());
    }

    /**
     * The flow of the socket that an error is about, as its own host sees it. An error that is captured outside of a
     * translator, and that was sent to the outer address, will have its quote restored to that.
     */
    default Flow socketFlow() {
        return isTranslated() ? quoted().flow() : datagramFlow();
    }

    /**
     * Whether the quoted source port is the port that the datagram was sent from. For a translated one, only the
     * address then differs.
     */
    default boolean keepsSourcePort() {
        Send cause = attribution().cause();
        return cause != null && cause.flow().sourcePort() == quoted().flow().sourcePort();
    }

    /**
     * By whose rule sockets are told: that of the system that the capture says it is from; null where it says none that is
     * known. A live capture is of Linux.
     */
    default @Nullable Rule rule() {
        Origin origin = sighting().origin();
        if (origin.file() == null) {
            return Rule.LINUX;
        }
        return origin.system() == null ? null : Rule.of(origin.system());
    }

    /**
     * Whether {@link #delayNs} says how long the error took. It does not where one of the two has no time, nor where one
     * capture has the error before the datagram, as some drivers deliver them. Clocks of two files may disagree, and the
     * user is to see it.
     */
    default boolean hasDelay() {
        SendSighting sent = attribution().causeHere();
        if (sent == null || !hasTimes(sent)) {
            return false;
        }
        String file = sighting().origin().file();
        boolean twoFiles = file != null && !file.equals(sent.origin().file());
        return twoFiles || sighting().timeNs() >= sent.timeNs();
    }

    /** Whether the error was captured before its datagram, in the same file or live capture. */
    default boolean precedesCause() {
        SendSighting sent = attribution().causeHere();
        return sent != null && hasTimes(sent) && !hasDelay();
    }

    private boolean hasTimes(SendSighting sent) {
        return sent.hasTime() && sighting().hasTime();
    }

    /**
     * Nanoseconds from the datagram to the error, at one interface if it shows both; may be negative; 0 without a
     * cause; meaningless without {@link #hasDelay}.
     */
    default long delayNs() {
        SendSighting sent = attribution().causeHere();
        return sent == null ? 0 : sighting().timeNs() - sent.timeNs();
    }
}
