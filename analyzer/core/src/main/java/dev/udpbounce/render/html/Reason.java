// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.icmp.IcmpCode;

/** The kinds of errors that have a color of their own on the page, whatever their number and order. */
enum Reason {
    PORT("port"),
    PROHIBITED("prohibited"),
    UNREACHABLE("unreachable"),
    TOO_BIG("too-big"),
    TTL("ttl"),
    OTHER("other");

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    /** Returns the word in names of CSS classes and in filters. */
    String word() {
        return word;
    }

    static Reason of(IcmpCode error) {
        if (error.isPortUnreachable()) {
            return PORT;
        }
        if (error.isProhibited()) {
            return PROHIBITED;
        }
        if (error.hasMtu()) {
            return TOO_BIG;
        }
        if (error.isHopLimit()) {
            return TTL;
        }
        return error.isUnreachable() ? UNREACHABLE : OTHER;
    }
}
