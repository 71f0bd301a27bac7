// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The tokens of an expression in order. After the last token, every call returns the end token. */
final class Tokens {
    /** Words of pcap-filter(7) that are supported only where packets are captured. */
    private static final Set<String> LIVE_ONLY =
            Set.of(("tcp sctp icmp icmp6 igmp igrp pim vrrp carp ah esp arp rarp ether link fddi tr wlan ppp "
                            + "slip radio atalk aarp decnet iso stp ipx netbeui lat moprc mopdl vlan mpls pppoed pppoes "
                            + "geneve proto protochain gateway broadcast multicast less greater len inbound outbound "
                            + "ifname on type subtype rnr rset reason action rulenum srnr ruleset subrulenum lane llc "
                            + "byte")
                    .split(" ", -1));

    private static final String LIVE_ONLY_SIGNS = "[]=<>+-*%&|^\\";

    private final List<Token> tokens = new ArrayList<>();
    private final Token end;
    private int next;

    Tokens(String expression) {
        int at = 0;
        while (at < expression.length()) {
            int length = lengthAt(expression, at);
            if (length == 0) {
                at++;
            } else {
                tokens.add(new Token(canonical(expression.substring(at, at + length)), at + 1));
                at += length;
            }
        }
        end = new Token("", expression.length() + 1);
    }

    /** Next token, without taking it. */
    Token peek() {
        return peek(0);
    }

    /** Token {@code ahead} positions after the next one, without taking it. */
    Token peek(int ahead) {
        return next + ahead < tokens.size() ? tokens.get(next + ahead) : end;
    }

    Token take() {
        Token taken = peek();
        next++;
        return taken;
    }

    /** Takes the next token if it is {@code word}. */
    boolean takeIf(String word) {
        boolean found = peek().is(word);
        if (found) {
            take();
        }
        return found;
    }

    /** Returns whether the next token is "and" or "or". */
    boolean isOperatorNext() {
        return peek().is("and") || peek().is("or");
    }

    /** Creates the exception for a next token that the grammar does not allow here. */
    FilterExpressionException unexpected(String expected) {
        return unexpected(expected, peek());
    }

    static FilterExpressionException unexpected(String expected, Token found) {
        boolean liveOnly = LIVE_ONLY.contains(found.text())
                || (found.text().length() == 1 && LIVE_ONLY_SIGNS.contains(found.text()));
        String shown = found.shown();
        return new FilterExpressionException(
                found.position(),
                liveOnly
                        ? shown + " is not supported on files; expected " + expected
                        : "expected " + expected + ", not " + shown);
    }

    /** Length of the token that begins at {@code at}; 0 for a space. */
    private static int lengthAt(String expression, int at) {
        if (" \t\n\r".indexOf(expression.charAt(at)) >= 0) {
            return 0;
        }
        int end = at;
        while (end < expression.length() && isWord(expression.charAt(end))) {
            end++;
        }
        if (end > at) {
            return end - at;
        }
        return expression.startsWith("&&", at) || expression.startsWith("||", at) ? 2 : 1;
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-:".indexOf(c) >= 0;
    }

    private static String canonical(String text) {
        return switch (text) {
            case "&&" -> "and";
            case "||" -> "or";
            case "!" -> "not";
            default -> text;
        };
    }
}
