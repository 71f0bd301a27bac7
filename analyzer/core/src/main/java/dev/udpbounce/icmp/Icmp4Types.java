// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import static dev.udpbounce.icmp.Delivery.NEVER;
import static dev.udpbounce.icmp.Delivery.hard;
import static dev.udpbounce.icmp.Delivery.soft;
import static dev.udpbounce.icmp.Delivery.tooBig;
import static dev.udpbounce.icmp.IcmpType.Trait.ERROR;
import static dev.udpbounce.icmp.IcmpType.Trait.EXTENSIBLE;
import static dev.udpbounce.icmp.IcmpType.Trait.QUOTES;
import static dev.udpbounce.icmp.Meanings.HEADER;
import static dev.udpbounce.icmp.Meanings.HOPS;
import static dev.udpbounce.icmp.Meanings.NO_HOST;
import static dev.udpbounce.icmp.Meanings.NO_LISTENER;
import static dev.udpbounce.icmp.Meanings.NO_ROUTE;
import static dev.udpbounce.icmp.Meanings.PROHIBITED;
import static dev.udpbounce.icmp.Meanings.REASSEMBLY;
import static dev.udpbounce.icmp.Meanings.REDIRECTED;
import static dev.udpbounce.icmp.Meanings.TOO_BIG;
import static dev.udpbounce.icmp.Meanings.UNDEFINED_CODE;
import static dev.udpbounce.icmp.Meanings.UNDEFINED_TYPE;

import dev.udpbounce.icmp.IcmpType.Words;
import java.util.EnumSet;
import java.util.List;

/**
 * The ICMP rows: errors and redirects of RFC 792, 1108, 1122 and 1812. {@code icmp_unreach} drops the errors that no
 * socket is told of, and {@code icmp_err_convert} holds the errnos of type 3.
 */
final class Icmp4Types {
    private static final Words UNKNOWN_DESTINATION =
            NO_ROUTE.advice("The router knows that there is no such destination. Check the address.");
    private static final Words PRECEDENCE =
            PROHIBITED.advice("A router wants another precedence (IP_TOS) than the datagram has.");
    private static final Words SLOWER = new Words(
            "asked to send more slowly", "Obsolete (RFC 6633). The datagram may have arrived; ignore the error.");
    private static final Words REDIRECT = new Words(
            REDIRECTED, "Nothing: the datagram was forwarded. The sender's IP layer learns of a better gateway.");
    private static final Words LOOP = new Words("TTL too small, or a routing loop", HOPS);

    /** The kernel drops codes above 15 ({@code NR_ICMP_UNREACH}). */
    private static final IcmpType UNREACHABLE = IcmpType.of(4, 3, "unreachable", ERROR, QUOTES, EXTENSIBLE)
            .code(0, "net unreachable", soft(Errno.ENETUNREACH), NO_ROUTE)
            .elsewhere(null, Telling.BSD_UNREACHABLE)
            .code(1, "host unreachable", soft(Errno.EHOSTUNREACH), NO_HOST)
            .elsewhere(null, Telling.BSD_UNREACHABLE)
            .code(
                    2,
                    "protocol unreachable",
                    hard(Errno.ENOPROTOOPT),
                    new Words("UDP is not spoken there", "The host takes no UDP at all. Check the address."))
            .elsewhere(null, Telling.BSD_REFUSED)
            .code(3, "port unreachable", hard(Errno.ECONNREFUSED), NO_LISTENER)
            .elsewhere(Telling.WINDOWS_REFUSED, Telling.BSD_REFUSED)
            .codeWithMtu(4, "fragmentation needed", tooBig(Delivery.PathMtu.IPV4), TOO_BIG)
            .elsewhere(null, Telling.BSD_TOO_BIG)
            .code(
                    5,
                    "source route failed",
                    soft(Errno.EOPNOTSUPP),
                    new Words(
                            "the source route failed",
                            "Send without the IP source route option; most routers refuse it."))
            .elsewhere(null, Telling.BSD_UNREACHABLE)
            .code(6, "destination net unknown", hard(Errno.ENETUNREACH), UNKNOWN_DESTINATION)
            .elsewhere(null, Telling.BSD_UNREACHABLE)
            .code(7, "destination host unknown", hard(Errno.EHOSTDOWN), NO_HOST.advice(UNKNOWN_DESTINATION.advice()))
            .elsewhere(null, Telling.BSD_UNREACHABLE)
            .code(
                    8,
                    "source host isolated",
                    hard(Errno.ENONET),
                    NO_HOST.advice("Obsolete, no router should send it. Look at who does."))
            .elsewhere(null, Telling.BSD_UNREACHABLE)
            .code(9, "net administratively prohibited", hard(Errno.ENETUNREACH), PROHIBITED)
            .code(10, "host administratively prohibited", hard(Errno.EHOSTUNREACH), PROHIBITED)
            .code(11, "net unreachable for TOS", soft(Errno.ENETUNREACH), NO_ROUTE)
            .elsewhere(null, Telling.BSD_UNREACHABLE)
            .code(12, "host unreachable for TOS", soft(Errno.EHOSTUNREACH), NO_HOST)
            .elsewhere(null, Telling.BSD_UNREACHABLE)
            .code(13, "administratively prohibited", hard(Errno.EHOSTUNREACH), PROHIBITED)
            .code(14, "host precedence violation", hard(Errno.EHOSTUNREACH), PRECEDENCE)
            .code(15, "precedence cutoff in effect", hard(Errno.EHOSTUNREACH), PRECEDENCE)
            .others(NEVER, new Words(null, UNDEFINED_CODE));

    private static final IcmpType SOURCE_QUENCH = IcmpType.of(4, 4, "source quench", ERROR, QUOTES)
            .code(0, "source quench", NEVER, SLOWER)
            .others(NEVER, SLOWER.advice(UNDEFINED_CODE));

    private static final IcmpType REDIRECTS = IcmpType.of(4, 5, "redirect", ERROR, QUOTES)
            .code(0, "redirect for net", NEVER, REDIRECT)
            .code(1, "redirect for host", NEVER, REDIRECT)
            .code(2, "redirect for TOS and net", NEVER, REDIRECT)
            .code(3, "redirect for TOS and host", NEVER, REDIRECT)
            .others(NEVER, REDIRECT.advice(UNDEFINED_CODE));

    private static final IcmpType TIME_EXCEEDED = IcmpType.of(4, 11, "time exceeded", ERROR, QUOTES, EXTENSIBLE)
            .code(0, "TTL exceeded in transit", soft(Errno.EHOSTUNREACH), LOOP)
            .elsewhere(Telling.WINDOWS_HOPS, null)
            .code(1, "reassembly time exceeded", NEVER, REASSEMBLY)
            .others(soft(Errno.EHOSTUNREACH), LOOP.advice(UNDEFINED_CODE));

    private static final IcmpType PARAMETER_PROBLEM = IcmpType.of(4, 12, "parameter problem", ERROR, QUOTES, EXTENSIBLE)
            .code(0, "parameter problem", hard(Errno.EPROTO), HEADER)
            .code(1, "required option missing", hard(Errno.EPROTO), HEADER)
            .code(2, "bad length", hard(Errno.EPROTO), HEADER)
            .others(hard(Errno.EPROTO), HEADER.advice(UNDEFINED_CODE));

    static final List<IcmpType> DEFINED =
            List.of(UNREACHABLE, SOURCE_QUENCH, REDIRECTS, TIME_EXCEEDED, PARAMETER_PROBLEM);

    /** {@code icmp_pointers} has no handler that looks up a socket. */
    static final IcmpType UNDEFINED =
            IcmpType.undefined(4, EnumSet.noneOf(IcmpType.Trait.class), UNDEFINED_TYPE, NEVER);

    private Icmp4Types() {}
}
