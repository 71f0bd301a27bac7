// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import dev.udpbounce.decode.Datagram;

/**
 * A parsed filter expression that tests datagrams, captured or quoted. An absent port of a quoted datagram matches no
 * number. Inside tunnels and VLANs, a datagram is tested by its own addresses. A test allocates nothing.
 */
public final class FilterExpression implements Selection {
    private final String expression;
    private final Term term;

    private FilterExpression(String expression, Term term) {
        this.expression = expression;
        this.term = term;
    }

    /** Parses an expression. An empty expression selects every datagram. */
    public static FilterExpression parse(String expression) throws FilterExpressionException {
        return new FilterExpression(expression, new Parser(expression).parse());
    }

    @Override
    public boolean takesDatagram(Datagram datagram) {
        return term.test(datagram);
    }

    @Override
    public boolean takesErrorAbout(Datagram quote) {
        return term.test(quote);
    }

    /** Returns the expression as given. */
    @Override
    public String toString() {
        return expression;
    }
}
