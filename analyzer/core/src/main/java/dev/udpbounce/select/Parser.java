// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the grammar of the package, one method per rule, following libpcap's {@code grammar.y}. */
final class Parser {
    private static final int MAX_DEPTH = 100;
    private static final Set<String> PROTOCOLS = Set.of("udp", "ip", "ip6");
    private static final Set<String> DIRECTIONS = Set.of("src", "dst");

    private final Tokens tokens;
    private int depth;

    /** Qualifiers that a bare value inherits; null if there are none. */
    private @Nullable Qualifiers inherited;

    Parser(String expression) {
        this.tokens = new Tokens(expression);
    }

    Term parse() throws FilterExpressionException {
        if (tokens.peek().isEnd()) {
            return new Term.Every();
        }
        Term term = expression();
        if (!tokens.peek().isEnd()) {
            throw tokens.unexpected("'and', 'or' or the end");
        }
        return term;
    }

    private Term expression() throws FilterExpressionException {
        List<Term> terms = new ArrayList<>();
        List<Boolean> conjunctions = new ArrayList<>();
        terms.add(term());
        while (tokens.isOperatorNext()) {
            conjunctions.add(tokens.take().is("and"));
            Qualifiers qualifiers = inherited;
            terms.add(qualifiers != null && isValueNext() ? values(qualifiers) : term());
        }
        return chain(terms, conjunctions);
    }

    private static Term chain(List<Term> terms, List<Boolean> conjunctions) {
        return terms.size() == 1 ? terms.get(0) : new Term.Chain(terms, conjunctions);
    }

    /** Returns whether the next word, after any "not" and "(", is neither a protocol nor another qualifier. */
    private boolean isValueNext() {
        int ahead = 0;
        while (tokens.peek(ahead).is("not") || tokens.peek(ahead).is("(")) {
            ahead++;
        }
        String word = tokens.peek(ahead).text();
        return !PROTOCOLS.contains(word) && !DIRECTIONS.contains(word) && Kind.named(word) == null;
    }

    private Term term() throws FilterExpressionException {
        boolean negated = negation();
        Term term = positiveTerm();
        return negated ? new Term.Not(term) : term;
    }

    private Term positiveTerm() throws FilterExpressionException {
        Token start = tokens.peek();
        if (start.is("(")) {
            return inParentheses(this::expression);
        }
        String protocol = PROTOCOLS.contains(start.text()) ? tokens.take().text() : null;
        String word = tokens.peek().text();
        if (DIRECTIONS.contains(word) || Kind.named(word) != null) {
            Qualifiers qualifiers = qualifiers(start, protocol);
            inherited = qualifiers;
            return values(qualifiers);
        }
        if (protocol == null) {
            throw tokens.unexpected("a qualifier (host, net, port, portrange, src, dst, udp, ip, ip6)");
        }
        inherited = null;
        return switch (protocol) {
            case "ip" -> new Term.Version(4);
            case "ip6" -> new Term.Version(6);
            default -> new Term.Every();
        };
    }

    private Qualifiers qualifiers(Token start, @Nullable String protocol) throws FilterExpressionException {
        Direction direction = direction();
        Kind named = Kind.named(tokens.peek().text());
        if (named != null) {
            tokens.take();
        }
        Kind kind = named == null ? Kind.HOST : named;
        if (protocol != null && kind.ofPorts() != protocol.equals("udp")) {
            throw new FilterExpressionException(
                    start.position(),
                    start.shown() + " does not go with a " + (kind.ofPorts() ? "port" : "host or net")
                            + "; expected 'and' between them");
        }
        return new Qualifiers(protocol, direction, kind);
    }

    private Direction direction() throws FilterExpressionException {
        Token first = tokens.peek();
        if (!DIRECTIONS.contains(first.text())) {
            return Direction.EITHER;
        }
        tokens.take();
        Token operator = tokens.peek();
        if (!tokens.isOperatorNext()) {
            return first.is("src") ? Direction.SOURCE : Direction.DESTINATION;
        }
        tokens.take();
        String other = first.is("src") ? "dst" : "src";
        if (!tokens.takeIf(other)) {
            throw tokens.unexpected("'" + other + "'");
        }
        return operator.is("and") ? Direction.BOTH : Direction.EITHER;
    }

    private Term values(Qualifiers qualifiers) throws FilterExpressionException {
        boolean negated = negation();
        Term term = tokens.peek().is("(")
                ? inParentheses(() -> valueList(qualifiers))
                : new ValueReader(tokens, qualifiers).read();
        return negated ? new Term.Not(term) : term;
    }

    private Term valueList(Qualifiers qualifiers) throws FilterExpressionException {
        List<Term> terms = new ArrayList<>();
        List<Boolean> conjunctions = new ArrayList<>();
        terms.add(values(qualifiers));
        while (tokens.isOperatorNext()) {
            conjunctions.add(tokens.take().is("and"));
            terms.add(values(qualifiers));
        }
        return chain(terms, conjunctions);
    }

    @FunctionalInterface
    private interface Rule {
        Term read() throws FilterExpressionException;
    }

    /** Parses a parenthesized rule. A value after it inherits the qualifiers from before the parenthesis. */
    private Term inParentheses(Rule content) throws FilterExpressionException {
        Token open = tokens.take();
        if (++depth > MAX_DEPTH) {
            throw new FilterExpressionException(
                    open.position(), "more than " + MAX_DEPTH + " parentheses within each other");
        }
        Qualifiers before = inherited;
        Term term = content.read();
        if (!tokens.takeIf(")")) {
            throw tokens.unexpected("'and', 'or' or ')'");
        }
        depth--;
        inherited = before;
        return term;
    }

    private boolean negation() {
        boolean negated = false;
        while (tokens.takeIf("not")) {
            negated = !negated;
        }
        return negated;
    }
}
