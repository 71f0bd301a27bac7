// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.select.Literals.Dotted;

/** Reads one value according to its qualifiers: an address, a net, a port or a range of ports. */
final class ValueReader {
    private static final int MAX_PORT = 65535;
    private static final String NO_NAMES = " (names are not looked up)";
    private static final String ADDRESS = "an IPv4 or IPv6 address" + NO_NAMES;
    private static final String NET = "a net such as 10.0.0.0/8 or 2001:db8::/32" + NO_NAMES;
    private static final String PORT = "a port from 0 to 65535" + NO_NAMES;
    private static final String PORTS = "a range of ports such as 5000-5010" + NO_NAMES;

    private final Tokens tokens;
    private final Qualifiers qualifiers;

    ValueReader(Tokens tokens, Qualifiers qualifiers) {
        this.tokens = tokens;
        this.qualifiers = qualifiers;
    }

    Term read() throws FilterExpressionException {
        Token value = tokens.take();
        return switch (qualifiers.kind()) {
            case HOST -> host(value);
            case NET -> net(value);
            case PORT -> port(value);
            case PORTRANGE -> ports(value);
        };
    }

    private Term host(Token value) throws FilterExpressionException {
        Term host = address(value);
        if (isMaskNext()) {
            throw new FilterExpressionException(tokens.peek().position(), "a mask goes with a net, not with a host");
        }
        return host;
    }

    private Term address(Token value) throws FilterExpressionException {
        IpAddress address = Literals.ip6(value.text());
        if (address != null) {
            return net6(value, address, 128);
        }
        Dotted dotted = Literals.dotted(value.text());
        if (dotted == null || dotted.parts() < 4) {
            throw Tokens.unexpected(ADDRESS, value);
        }
        return net4(value, dotted, 32);
    }

    private Term net(Token value) throws FilterExpressionException {
        IpAddress address = Literals.ip6(value.text());
        if (address != null) {
            return net6(value, address, tokens.takeIf("/") ? prefixLength(128) : 128);
        }
        Dotted dotted = Literals.dotted(value.text());
        if (dotted == null) {
            throw Tokens.unexpected(NET, value);
        }
        if (isMaskNext() && dotted.parts() == 1) {
            throw Tokens.unexpected("at least two numbers, such as 10.0, before a mask", value);
        }
        if (tokens.takeIf("/")) {
            return net4(value, dotted, prefixLength(32));
        }
        if (tokens.takeIf("mask")) {
            return masked4(value, dotted, mask());
        }
        // libpcap's gen_ncode widens a single number by its leading zero octets, but does not widen 0.
        boolean zero = dotted.parts() == 1 && dotted.bits() == 0;
        return net4(value, dotted, zero ? 32 : 8 * dotted.parts());
    }

    private boolean isMaskNext() {
        return tokens.peek().is("/") || tokens.peek().is("mask");
    }

    private int prefixLength(int max) throws FilterExpressionException {
        Token length = tokens.take();
        int bits = Literals.number(length.text(), max);
        if (bits < 0) {
            throw Tokens.unexpected("a prefix length from 0 to " + max, length);
        }
        return bits;
    }

    private long mask() throws FilterExpressionException {
        Token mask = tokens.take();
        Dotted dotted = Literals.dotted(mask.text());
        if (dotted == null || dotted.parts() == 1) {
            throw Tokens.unexpected("a mask such as 255.255.0.0", mask);
        }
        return dotted.bits();
    }

    private Term net4(Token value, Dotted dotted, int prefixLength) throws FilterExpressionException {
        return masked4(value, dotted, leadingOnes(32 + prefixLength));
    }

    private Term masked4(Token value, Dotted dotted, long mask) throws FilterExpressionException {
        return new Term.Net(qualifiers.direction(), version(value, 4), 0, clean(value, dotted.bits(), mask), 0, mask);
    }

    private Term net6(Token value, IpAddress address, int prefixLength) throws FilterExpressionException {
        long highMask = leadingOnes(Math.min(prefixLength, 64));
        long lowMask = leadingOnes(Math.max(prefixLength - 64, 0));
        return new Term.Net(
                qualifiers.direction(),
                version(value, 6),
                clean(value, address.high(), highMask),
                clean(value, address.low(), lowMask),
                highMask,
                lowMask);
    }

    private int version(Token value, int version) throws FilterExpressionException {
        String protocol = qualifiers.protocol();
        if (protocol != null && protocol.equals(version == 4 ? "ip6" : "ip")) {
            throw Tokens.unexpected("an address of '" + protocol + "'", value);
        }
        return version;
    }

    /** 64 bits of which the {@code count} most significant are ones. */
    private static long leadingOnes(int count) {
        return count == 0 ? 0 : -1L << (64 - count);
    }

    private static long clean(Token value, long bits, long mask) throws FilterExpressionException {
        if ((bits & ~mask) != 0) {
            throw new FilterExpressionException(value.position(), value.shown() + " has bits outside of its mask");
        }
        return bits;
    }

    private Term port(Token value) throws FilterExpressionException {
        int port = Literals.number(value.text(), MAX_PORT);
        if (port < 0) {
            throw Tokens.unexpected(PORT, value);
        }
        return new Term.Ports(qualifiers.direction(), port, port);
    }

    private Term ports(Token value) throws FilterExpressionException {
        String text = value.text();
        int dash = text.indexOf('-');
        int first = Literals.number(dash < 0 ? text : text.substring(0, dash), MAX_PORT);
        int last = Literals.number(text.substring(dash + 1), MAX_PORT);
        if (first < 0 || last < 0) {
            throw Tokens.unexpected(PORTS, value);
        }
        return new Term.Ports(qualifiers.direction(), Math.min(first, last), Math.max(first, last));
    }
}
