package dev.udpbounce.select;

import org.jspecify.annotations.Nullable;

/** What a value is. */
enum Kind {
    HOST,
    NET,
    PORT,
    PORTRANGE;

    /** The kind that a word of an expression names, or null. */
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
