package dev.udpbounce.correlate;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Linux makes of an ICMP error that quotes a UDP datagram: which errno it becomes, and which kind of socket gets it.
 * There is one instance per error; {@link #of} allocates nothing for one that was asked for before.
 *
 * <p>{@code __udp4_lib_err} and {@code __udp6_lib_err} look the socket up by the quoted addresses and ports. A socket with
 * IP_RECVERR (IPV6_RECVERR for ICMPv6) gets every error that has an errno, in its error queue and as its pending error.
 * One without it gets a hard error as its pending error if it is connected, and nothing otherwise.
 *
 * @param version IP version of the error: 4 (ICMP) or 6 (ICMPv6)
 * @param name what the error says, in the words of its RFC, short
 * @param errno number of the errno as x86 and Arm have it ({@code asm-generic/errno.h}), 0 if no socket ever gets the error
 * @param errnoName name of the errno, null if there is none
 * @param hard whether the kernel takes the error for final ({@code harderr}), not for a passing state of the network
 */
public record Delivery(
        int version,
        int type,
        int code,
        String name,
        int errno,
        @Nullable String errnoName,
        boolean hard) {
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMP_SOURCE_QUENCH = 4;
    private static final int ICMP_REDIRECT = 5;
    private static final int ICMP_TIME_EXCEEDED = 11;
    private static final int ICMP_PARAMETER_PROBLEM = 12;
    private static final int ICMPV6_UNREACHABLE = 1;
    private static final int ICMPV6_TOO_BIG = 2;
    private static final int ICMPV6_TIME_EXCEEDED = 3;
    private static final int ICMPV6_PARAMETER_PROBLEM = 4;
    private static final int ICMPV6_REDIRECT = 137;
    /** ICMPv6 types from here on are no errors (RFC 4443 section 2.1). */
    private static final int ICMPV6_INFORMATIONAL = 128;

    private static final int OCTET_VALUES = 256;

    private enum Errno {
        EACCES(13),
        ENONET(64),
        EPROTO(71),
        EMSGSIZE(90),
        ENOPROTOOPT(92),
        EOPNOTSUPP(95),
        ENETUNREACH(101),
        ECONNREFUSED(111),
        EHOSTDOWN(112),
        EHOSTUNREACH(113);

        final int number;

        Errno(int number) {
            this.number = number;
        }
    }

    /** The codes that RFC 792, 1108, 1122, 1812, 4443, 6550, 7112, 8754 and 8883 define. */
    private static final List<Delivery> KNOWN = List.of(
            // icmp_err_convert
            soft(4, ICMP_UNREACHABLE, 0, "net unreachable", Errno.ENETUNREACH),
            soft(4, ICMP_UNREACHABLE, 1, "host unreachable", Errno.EHOSTUNREACH),
            hard(4, ICMP_UNREACHABLE, 2, "protocol unreachable", Errno.ENOPROTOOPT),
            hard(4, ICMP_UNREACHABLE, 3, "port unreachable", Errno.ECONNREFUSED),
            hard(4, ICMP_UNREACHABLE, 4, "fragmentation needed", Errno.EMSGSIZE),
            soft(4, ICMP_UNREACHABLE, 5, "source route failed", Errno.EOPNOTSUPP),
            hard(4, ICMP_UNREACHABLE, 6, "destination net unknown", Errno.ENETUNREACH),
            hard(4, ICMP_UNREACHABLE, 7, "destination host unknown", Errno.EHOSTDOWN),
            hard(4, ICMP_UNREACHABLE, 8, "source host isolated", Errno.ENONET),
            hard(4, ICMP_UNREACHABLE, 9, "net administratively prohibited", Errno.ENETUNREACH),
            hard(4, ICMP_UNREACHABLE, 10, "host administratively prohibited", Errno.EHOSTUNREACH),
            soft(4, ICMP_UNREACHABLE, 11, "net unreachable for TOS", Errno.ENETUNREACH),
            soft(4, ICMP_UNREACHABLE, 12, "host unreachable for TOS", Errno.EHOSTUNREACH),
            hard(4, ICMP_UNREACHABLE, 13, "administratively prohibited", Errno.EHOSTUNREACH),
            hard(4, ICMP_UNREACHABLE, 14, "host precedence violation", Errno.EHOSTUNREACH),
            hard(4, ICMP_UNREACHABLE, 15, "precedence cutoff in effect", Errno.EHOSTUNREACH),
            never(4, ICMP_SOURCE_QUENCH, 0, "source quench"),
            never(4, ICMP_REDIRECT, 0, "redirect for net"),
            never(4, ICMP_REDIRECT, 1, "redirect for host"),
            never(4, ICMP_REDIRECT, 2, "redirect for TOS and net"),
            never(4, ICMP_REDIRECT, 3, "redirect for TOS and host"),
            soft(4, ICMP_TIME_EXCEEDED, 0, "TTL exceeded in transit", Errno.EHOSTUNREACH),
            never(4, ICMP_TIME_EXCEEDED, 1, "reassembly time exceeded"),
            hard(4, ICMP_PARAMETER_PROBLEM, 0, "parameter problem", Errno.EPROTO),
            hard(4, ICMP_PARAMETER_PROBLEM, 1, "required option missing", Errno.EPROTO),
            hard(4, ICMP_PARAMETER_PROBLEM, 2, "bad length", Errno.EPROTO),
            // icmpv6_err_convert and its tab_unreach
            soft(6, ICMPV6_UNREACHABLE, 0, "no route to destination", Errno.ENETUNREACH),
            hard(6, ICMPV6_UNREACHABLE, 1, "administratively prohibited", Errno.EACCES),
            soft(6, ICMPV6_UNREACHABLE, 2, "beyond scope of source address", Errno.EHOSTUNREACH),
            soft(6, ICMPV6_UNREACHABLE, 3, "address unreachable", Errno.EHOSTUNREACH),
            hard(6, ICMPV6_UNREACHABLE, 4, "port unreachable", Errno.ECONNREFUSED),
            hard(6, ICMPV6_UNREACHABLE, 5, "source address failed policy", Errno.EACCES),
            hard(6, ICMPV6_UNREACHABLE, 6, "reject route to destination", Errno.EACCES),
            hard(6, ICMPV6_UNREACHABLE, 7, "error in source routing header", Errno.EPROTO),
            hard(6, ICMPV6_UNREACHABLE, 8, "headers too long", Errno.EPROTO),
            hard(6, ICMPV6_TOO_BIG, 0, "packet too big", Errno.EMSGSIZE),
            soft(6, ICMPV6_TIME_EXCEEDED, 0, "hop limit exceeded in transit", Errno.EHOSTUNREACH),
            soft(6, ICMPV6_TIME_EXCEEDED, 1, "reassembly time exceeded", Errno.EHOSTUNREACH),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 0, "erroneous header field", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 1, "unrecognized next header", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 2, "unrecognized option", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 3, "incomplete header chain", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 4, "SR upper-layer header error", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 5, "next header refused on the way", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 6, "extension header too big", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 7, "extension header chain too long", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 8, "too many extension headers", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 9, "too many options", Errno.EPROTO),
            hard(6, ICMPV6_PARAMETER_PROBLEM, 10, "option too big", Errno.EPROTO),
            never(6, ICMPV6_REDIRECT, 0, "redirect"));

    /** By version and type, then by code; filled on demand. A lost race costs an instance that equals the other. */
    private static final @Nullable Delivery[] @Nullable [] BY_TYPE = new Delivery[2 * OCTET_VALUES][];

    static {
        for (Delivery known : KNOWN) {
            row(known.version, known.type)[known.code] = known;
        }
    }

    /**
     * The rule for one error. A pair that no RFC defines, or that is no error at all, is answered as the kernel treats it.
     *
     * @throws IllegalArgumentException if the version is neither 4 nor 6, or type or code is not within 0 to 255
     */
    public static Delivery of(int version, int type, int code) {
        boolean octets = type >= 0 && type < OCTET_VALUES && code >= 0 && code < OCTET_VALUES;
        if (!octets || (version != 4 && version != 6)) {
            throw new IllegalArgumentException("no ICMP error: IPv" + version + ", " + type + "/" + code);
        }
        @Nullable Delivery[] row = row(version, type);
        Delivery delivery = row[code];
        if (delivery == null) {
            delivery = version == 4 ? undefined4(type, code) : undefined6(type, code);
            row[code] = delivery;
        }
        return delivery;
    }

    /** Every error that an RFC defines, ICMP before ICMPv6, by type and code. */
    public static List<Delivery> known() {
        return KNOWN;
    }

    /** The {@link #known} errors that become this errno; empty if there are none. */
    public static List<Delivery> bringing(int errno) {
        return KNOWN.stream().filter(d -> d.errno == errno && errno != 0).toList();
    }

    /** The {@link #known} errors that become the errno of this name, in upper or lower case; empty if there are none. */
    public static List<Delivery> bringing(String errnoName) {
        String name = errnoName.toUpperCase(Locale.ROOT);
        // On Linux both names stand for one number.
        String canonical = name.equals("ENOTSUP") ? Errno.EOPNOTSUPP.name() : name;
        return KNOWN.stream().filter(d -> canonical.equals(d.errnoName)).toList();
    }

    /** Whether a connected socket without IP_RECVERR is told, at its next call. */
    public boolean tellsConnected() {
        return hard;
    }

    /** Whether an unconnected socket without IP_RECVERR is told: of no error at all. */
    public boolean tellsUnconnected() {
        return false;
    }

    /** Whether a socket with IP_RECVERR (IPV6_RECVERR for ICMPv6) is told, connected or not. */
    public boolean tellsRecverr() {
        return errno != 0;
    }

    /**
     * Whether it matters for this error, EMSGSIZE, that path-MTU discovery is on, as it is unless IP_MTU_DISCOVER or
     * IPV6_MTU_DISCOVER says otherwise: {@code __udp4_lib_err} drops the error with IP_PMTUDISC_DONT;
     * {@code __udp6_lib_err} drops it with IPV6_PMTUDISC_INTERFACE and IPV6_PMTUDISC_OMIT, and takes it for soft with
     * IPV6_PMTUDISC_DONT.
     */
    public boolean needsPathMtuDiscovery() {
        return errno == Errno.EMSGSIZE.number;
    }

    private static @Nullable Delivery[] row(int version, int type) {
        int index = version == 4 ? type : OCTET_VALUES + type;
        @Nullable Delivery[] row = BY_TYPE[index];
        if (row == null) {
            row = new Delivery[OCTET_VALUES];
            BY_TYPE[index] = row;
        }
        return row;
    }

    /** {@code icmp_unreach} drops unreachables above 15 and stops at no code of the other types. */
    private static Delivery undefined4(int type, int code) {
        return switch (type) {
            case ICMP_UNREACHABLE -> never(4, type, code, "unreachable, code " + code);
            case ICMP_SOURCE_QUENCH -> never(4, type, code, "source quench, code " + code);
            case ICMP_REDIRECT -> never(4, type, code, "redirect, code " + code);
            case ICMP_TIME_EXCEEDED -> soft(4, type, code, "time exceeded, code " + code, Errno.EHOSTUNREACH);
            case ICMP_PARAMETER_PROBLEM -> hard(4, type, code, "parameter problem, code " + code, Errno.EPROTO);
            default -> never(4, type, code, "type " + type + ", code " + code);
        };
    }

    /** {@code icmpv6_rcv} passes errors of unknown type on, and {@code icmpv6_err_convert} has an errno for all. */
    private static Delivery undefined6(int type, int code) {
        return switch (type) {
            case ICMPV6_UNREACHABLE -> hard(6, type, code, "unreachable, code " + code, Errno.EPROTO);
            case ICMPV6_TOO_BIG -> hard(6, type, code, "packet too big, code " + code, Errno.EMSGSIZE);
            case ICMPV6_TIME_EXCEEDED -> soft(6, type, code, "time exceeded, code " + code, Errno.EHOSTUNREACH);
            case ICMPV6_PARAMETER_PROBLEM -> hard(6, type, code, "parameter problem, code " + code, Errno.EPROTO);
            case ICMPV6_REDIRECT -> never(6, type, code, "redirect, code " + code);
            default ->
                type < ICMPV6_INFORMATIONAL
                        ? soft(6, type, code, "type " + type + ", code " + code, Errno.EPROTO)
                        : never(6, type, code, "type " + type + ", code " + code);
        };
    }

    private static Delivery hard(int version, int type, int code, String name, Errno errno) {
        return new Delivery(version, type, code, name, errno.number, errno.name(), true);
    }

    private static Delivery soft(int version, int type, int code, String name, Errno errno) {
        return new Delivery(version, type, code, name, errno.number, errno.name(), false);
    }

    private static Delivery never(int version, int type, int code, String name) {
        return new Delivery(version, type, code, name, 0, null, false);
    }
}
