package dev.udpbounce.select;

import dev.udpbounce.decode.Datagram;
import java.util.function.Predicate;

/**
 * A filter expression, ready to be asked about datagrams; also about quoted ones, of which an absent port equals no
 * number. A datagram is judged by its own addresses, inside of tunnels and VLANs. Asking allocates nothing.
 */
public final class Selection implements Predicate<Datagram> {
    private final String expression;
    private final Term term;

    private Selection(String expression, Term term) {
        this.expression = expression;
        this.term = term;
    }

    /** Reads an expression; an empty one selects every datagram. */
    public static Selection parse(String expression) throws SelectionException {
        return new Selection(expression, new Parser(expression).parse());
    }

    @Override
    public boolean test(Datagram datagram) {
        return term.test(datagram);
    }

    /** The expression as it was given. */
    @Override
    public String toString() {
        return expression;
    }
}
