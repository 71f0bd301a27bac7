// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import dev.udpbounce.decode.Datagram;
import java.util.List;

/** A part of an expression that is true or false for a datagram. */
sealed interface Term {
    boolean test(Datagram datagram);

    /** Matches every datagram. */
    record Every() implements Term {
        @Override
        public boolean test(Datagram datagram) {
            return true;
        }
    }

    /** Matches an IP version: 4 or 6. */
    record Version(int version) implements Term {
        @Override
        public boolean test(Datagram datagram) {
            return datagram.version() == version;
        }
    }

    /** Matches an address within a net. The bits of the net outside its mask must be 0. */
    record Net(Direction direction, int version, long high, long low, long highMask, long lowMask) implements Term {
        @Override
        public boolean test(Datagram datagram) {
            return datagram.version() == version
                    && direction.combine(
                            contains(datagram.sourceHigh(), datagram.sourceLow()),
                            contains(datagram.destinationHigh(), datagram.destinationLow()));
        }

        private boolean contains(long addressHigh, long addressLow) {
            return (addressHigh & highMask) == high && (addressLow & lowMask) == low;
        }
    }

    /** Matches a port from {@code first} to {@code last}, inclusive. */
    record Ports(Direction direction, int first, int last) implements Term {
        @Override
        public boolean test(Datagram datagram) {
            return direction.combine(contains(datagram.sourcePort()), contains(datagram.destinationPort()));
        }

        private boolean contains(int port) {
            return port >= first && port <= last;
        }
    }

    record Not(Term term) implements Term {
        @Override
        public boolean test(Datagram datagram) {
            return !term.test(datagram);
        }
    }

    /**
     * Terms evaluated from left to right: term i + 1 is joined by "and" if {@code conjunctions[i]}, and by "or"
     * otherwise.
     */
    final class Chain implements Term {
        private final Term[] terms;
        private final boolean[] conjunctions;

        Chain(List<Term> terms, List<Boolean> conjunctions) {
            this.terms = terms.toArray(new Term[0]);
            this.conjunctions = new boolean[conjunctions.size()];
            for (int i = 0; i < this.conjunctions.length; i++) {
                this.conjunctions[i] = conjunctions.get(i);
            }
        }

        @Override
        public boolean test(Datagram datagram) {
            boolean result = terms[0].test(datagram);
            for (int i = 0; i < conjunctions.length; i++) {
                if (result == conjunctions[i]) {
                    result = terms[i + 1].test(datagram);
                }
            }
            return result;
        }
    }
}
