// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

/**
 * A key that was pressed.
 *
 * @param kind what it is
 * @param character the character of {@link Kind#CHARACTER}; otherwise 0
 */
record Key(Kind kind, int character) {
    /** The kinds of keys. */
    enum Kind {
        CHARACTER,
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        BACKSPACE,
        /** Standard input has ended. */
        CLOSED,
        /** A sequence that means nothing here. */
        OTHER
    }

    static Key of(Kind kind) {
        return new Key(kind, 0);
    }

    static Key of(int character) {
        return new Key(Kind.CHARACTER, character);
    }
}
