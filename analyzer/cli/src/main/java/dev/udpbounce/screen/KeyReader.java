// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.screen.Key.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads keys from the characters that a terminal sends (xterm, VT220 and their like). */
final class KeyReader {
    /** Reads characters. */
    @FunctionalInterface
    interface Characters {
        /** Returns the next character, {@link #NOTHING} after so many milliseconds, {@link #CLOSED} at the end. */
        int read(long timeoutMs) throws IOException;
    }

    static final int CLOSED = -1;
    static final int NOTHING = -2;

    /** The characters of one key arrive together, except over a very slow line. */
    private static final long WITHIN_KEY_MS = 50;

    private static final int ESCAPE = 0x1b;
    private static final int DELETE = 0x7f;
    private static final int BACKSPACE = 8;
    private static final int LONGEST = 16;

    private final Characters characters;
    /** A character that was read too far; {@link #NOTHING} if there is none. */
    private int ahead = NOTHING;

    KeyReader(Characters characters) {
        this.characters = characters;
    }

    /** Returns the next key; null if there is none within so many milliseconds. */
    @Nullable
    Key next(long timeoutMs) throws IOException {
        int c = ahead == NOTHING ? characters.read(timeoutMs) : ahead;
        ahead = NOTHING;
        return switch (c) {
            case NOTHING -> null;
            case CLOSED -> Key.of(Kind.CLOSED);
            case ESCAPE -> sequence();
            case '\r', '\n' -> Key.of(Kind.ENTER);
            case DELETE, BACKSPACE -> Key.of(Kind.BACKSPACE);
            default -> c < ' ' ? Key.of(Kind.OTHER) : Key.of(c);
        };
    }

    /** Reads what follows an escape character: nothing if the key was Escape itself. */
    private Key sequence() throws IOException {
        int introducer = characters.read(WITHIN_KEY_MS);
        if (introducer == NOTHING || introducer == CLOSED || introducer == ESCAPE) {
            ahead = introducer;
            return Key.of(Kind.ESCAPE);
        }
        if (introducer != '[' && introducer != 'O') {
            return Key.of(Kind.OTHER);
        }
        StringBuilder parameters = new StringBuilder();
        for (int i = 0; i < LONGEST; i++) {
            int c = characters.read(WITHIN_KEY_MS);
            if (c < '@') {
                if (c < 0) {
                    break;
                }
                parameters.append((char) c);
            } else {
                return Key.of(kind(c, parameters.toString()));
            }
        }
        return Key.of(Kind.OTHER);
    }

    private static Kind kind(int last, String parameters) {
        return switch (last) {
            case 'A' -> Kind.UP;
            case 'B' -> Kind.DOWN;
            case 'H' -> Kind.HOME;
            case 'F' -> Kind.END;
            case 'M' -> Kind.ENTER;
            case '~' ->
                switch (parameters) {
                    case "1", "7" -> Kind.HOME;
                    case "4", "8" -> Kind.END;
                    case "5" -> Kind.PAGE_UP;
                    case "6" -> Kind.PAGE_DOWN;
                    default -> Kind.OTHER;
                };
            default -> Kind.OTHER;
        };
    }
}
