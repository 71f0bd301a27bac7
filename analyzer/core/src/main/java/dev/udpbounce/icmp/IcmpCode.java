// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import org.jspecify.annotations.Nullable;

/**
 * The properties of an ICMP type and code: one row of the {@link IcmpTable}.
 *
 * @param version IP version: 4 (ICMP) or 6 (ICMPv6)
 * @param name short meaning of the message, in the words of its RFC
 * @param note what the message implies about the destination, in a few plain words; null if nothing
 * @param advice what the receiver can do, in sentences
 * @param hasMtu whether the message holds the MTU of the next hop
 * @param linux how Linux handles the message
 * @param windows how Windows reports it to a socket; null if that is not known
 * @param bsd how BSD and macOS report it to a socket; null if that is not known, or they differ
 */
public record IcmpCode(
        int version,
        int type,
        int code,
        String name,
        @Nullable String note,
        String advice,
        boolean hasMtu,
        Delivery linux,
        @Nullable Telling windows,
        @Nullable Telling bsd) {
    private static final int UNREACHABLE_4 = 3;
    private static final int UNREACHABLE_6 = 1;

    /** Returns how a system other than Linux reports it to a socket; null if that is not known, and for Linux. */
    public @Nullable Telling telling(Rule rule) {
        return switch (rule) {
            case LINUX -> null;
            case WINDOWS -> windows;
            case BSD -> bsd;
        };
    }

    /** Returns whether the message means that no socket listens on the port. */
    public boolean isPortUnreachable() {
        return linux.errno() == Errno.ECONNREFUSED;
    }

    /** Returns whether the message means that the host itself is unreachable because no neighbor answers. */
    public boolean isHostUnreachable() {
        return note != null && note.equals(Meanings.NO_HOST.note());
    }

    /** Returns whether the message means that a firewall or a rule on the way refuses the datagram. */
    public boolean isProhibited() {
        return note != null && note.equals(Meanings.PROHIBITED.note());
    }

    /** Returns whether the message means that the datagram passed too many routers. */
    public boolean isHopLimit() {
        return advice.startsWith(Meanings.HOPS);
    }

    /** Returns whether the message is of the type that means that something is unreachable. */
    public boolean isUnreachable() {
        return version == 4 ? type == UNREACHABLE_4 : type == UNREACHABLE_6;
    }

    /** Linux socket option by which a program requests every error of this version. */
    public String recverrOption() {
        return version == 4 ? "IP_RECVERR" : "IPV6_RECVERR";
    }
}
