// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import org.jspecify.annotations.Nullable;

/** The kind of a value. */
enum Kind {
    HOST,
    NET,
    PORT,
    PORTRANGE;

    /** Kind with this keyword, or null. */
    static @Nullable Kind named(String word) {
        return switch (word) {
            case "host" -> HOST;
            case "net" -> NET;
            case "port" -> PORT;
            case "portrange" -> PORTRANGE;
            default -> null;
        };
    }

    boolean ofPorts() {
        return this == PORT || this == PORTRANGE;
    }
}
