// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

/** The unit of a numeric field. */
public enum Unit {
    /** A count, or no quantity: an identifier, a code, a port. */
    NONE(""),
    OCTETS("octets"),
    NANOSECONDS("ns"),
    /** The number of a frame in its own file, from 1. */
    FRAME("frame");

    private final String word;

    Unit(String word) {
        this.word = word;
    }

    /** Returns the spelling in the documentation; empty for none. */
    public String word() {
        return word;
    }
}
