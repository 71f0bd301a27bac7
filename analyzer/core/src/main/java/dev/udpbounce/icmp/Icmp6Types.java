// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import static dev.udpbounce.icmp.Delivery.NEVER;
import static dev.udpbounce.icmp.Delivery.hard;
import static dev.udpbounce.icmp.Delivery.soft;
import static dev.udpbounce.icmp.Delivery.tooBig;
import static dev.udpbounce.icmp.IcmpType.Trait.ERROR;
import static dev.udpbounce.icmp.IcmpType.Trait.EXTENSIBLE;
import static dev.udpbounce.icmp.IcmpType.Trait.MTU;
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

import dev.udpbounce.icmp.IcmpType.Trait;
import dev.udpbounce.icmp.IcmpType.Words;
import java.util.EnumSet;
import java.util.List;

/**
 * The ICMPv6 rows: errors of RFC 4443, 6550, 7112, 8754 and 8883, and the redirect. {@code icmpv6_rcv} passes on errors
 * of every type, and {@code icmpv6_err_convert} with its {@code tab_unreach} maps each of them to an errno.
 */
final class Icmp6Types {
    private static final Words SCOPE = new Words(
            "beyond the scope of the source address",
            "The source address, often a link-local one, means nothing where the destination is. Bind the socket to"
                    + " a global address.");
    private static final Words SOURCE = PROHIBITED.advice(
            "A router does not take datagrams from this source address. Bind the socket to the address that belongs"
                    + " to the outgoing interface.");
    private static final Words REJECT_ROUTE = PROHIBITED.advice(
            "A router has a reject route for the destination. Ask who runs it; a retry does not help.");
    private static final Words LOOP = new Words("hop limit too small, or a routing loop", HOPS);
    private static final Words REDIRECT = new Words(
            REDIRECTED, "Nothing: the datagram was forwarded. The sender's IP layer learns of a better next hop.");

    private static final IcmpType UNREACHABLE = IcmpType.of(6, 1, "unreachable", ERROR, QUOTES, EXTENSIBLE)
            .code(0, "no route to destination", soft(Errno.ENETUNREACH), NO_ROUTE)
            .code(1, "administratively prohibited", hard(Errno.EACCES), PROHIBITED)
            .code(2, "beyond scope of source address", soft(Errno.EHOSTUNREACH), SCOPE)
            .code(3, "address unreachable", soft(Errno.EHOSTUNREACH), NO_HOST)
            .code(4, "port unreachable", hard(Errno.ECONNREFUSED), NO_LISTENER)
            .elsewhere(Telling.WINDOWS_REFUSED, Telling.BSD_REFUSED)
            .code(5, "source address failed policy", hard(Errno.EACCES), SOURCE)
            .code(6, "reject route to destination", hard(Errno.EACCES), REJECT_ROUTE)
            .code(
                    7,
                    "error in source routing header",
                    hard(Errno.EPROTO),
                    HEADER.advice("Send without the routing header."))
            .code(8, "headers too long", hard(Errno.EPROTO), HEADER)
            .others(hard(Errno.EPROTO), new Words(null, UNDEFINED_CODE));

    private static final IcmpType PACKET_TOO_BIG = IcmpType.of(6, 2, "packet too big", ERROR, QUOTES, MTU)
            .code(0, "packet too big", tooBig(Delivery.PathMtu.IPV6), TOO_BIG)
            .others(tooBig(Delivery.PathMtu.IPV6), TOO_BIG.advice(UNDEFINED_CODE));

    private static final IcmpType TIME_EXCEEDED = IcmpType.of(6, 3, "time exceeded", ERROR, QUOTES, EXTENSIBLE)
            .code(0, "hop limit exceeded in transit", soft(Errno.EHOSTUNREACH), LOOP)
            .code(1, "reassembly time exceeded", soft(Errno.EHOSTUNREACH), REASSEMBLY)
            .others(soft(Errno.EHOSTUNREACH), LOOP.advice(UNDEFINED_CODE));

    private static final IcmpType PARAMETER_PROBLEM = IcmpType.of(6, 4, "parameter problem", ERROR, QUOTES)
            .code(0, "erroneous header field", hard(Errno.EPROTO), HEADER)
            .code(1, "unrecognized next header", hard(Errno.EPROTO), HEADER)
            .code(2, "unrecognized option", hard(Errno.EPROTO), HEADER)
            .code(3, "incomplete header chain", hard(Errno.EPROTO), HEADER)
            .code(4, "SR upper-layer header error", hard(Errno.EPROTO), HEADER)
            .code(5, "next header refused on the way", hard(Errno.EPROTO), HEADER)
            .code(6, "extension header too big", hard(Errno.EPROTO), HEADER)
            .code(7, "extension header chain too long", hard(Errno.EPROTO), HEADER)
            .code(8, "too many extension headers", hard(Errno.EPROTO), HEADER)
            .code(9, "too many options", hard(Errno.EPROTO), HEADER)
            .code(10, "option too big", hard(Errno.EPROTO), HEADER)
            .others(hard(Errno.EPROTO), HEADER);

    /** Not an error by its type number. It quotes the packet in an option, which the decoder does not read. */
    private static final IcmpType REDIRECTS = IcmpType.of(6, 137, "redirect")
            .code(0, "redirect", NEVER, REDIRECT)
            .others(NEVER, REDIRECT.advice(UNDEFINED_CODE));

    static final List<IcmpType> DEFINED =
            List.of(UNREACHABLE, PACKET_TOO_BIG, TIME_EXCEEDED, PARAMETER_PROBLEM, REDIRECTS);

    /** Types below 128 that no RFC defines. They are still errors (RFC 4443 section 2.1). */
    static final IcmpType UNDEFINED_ERROR =
            IcmpType.undefined(6, EnumSet.of(Trait.ERROR), UNDEFINED_TYPE, soft(Errno.EPROTO));

    /** Types from 128 on that have no rows. */
    static final IcmpType INFORMATIONAL = IcmpType.undefined(6, EnumSet.noneOf(Trait.class), UNDEFINED_TYPE, NEVER);

    private Icmp6Types() {}
}
