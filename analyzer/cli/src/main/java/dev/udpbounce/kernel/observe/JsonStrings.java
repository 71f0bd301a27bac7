// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the strings in a JSON document (RFC 8259) that another program has written. Reads from the beginning to the first
 * octet that does not fit; what is nested too deeply does not fit.
 */
final class JsonStrings {
    /** Receives the strings. */
    @FunctionalInterface
    interface Taker {
        /**
         * Takes a string that is a value.
         *
         * @param keys the members that lead to it, outermost first; {@link #ELEMENT} for an element of an array. Valid during
         *     the call
         */
        void take(List<String> keys, String value);
    }

    static final String ELEMENT = "[]";

    private static final int MOST_NESTED = 64;

    private final byte[] octets;
    private final Taker taker;
    private final List<String> keys = new ArrayList<>();
    private int at;

    private JsonStrings(byte[] octets, Taker taker) {
        this.octets = octets;
        this.taker = taker;
    }

    /** Passes on the strings of a document. */
    static void find(byte[] octets, Taker taker) {
        new JsonStrings(octets, taker).value();
    }

    /** Reads a value; returns false if it does not fit. */
    private boolean value() {
        return switch (peek()) {
            case '"' -> {
                String text = string();
                if (text != null) {
                    taker.take(Collections.unmodifiableList(keys), text);
                }
                yield text != null;
            }
            case '{' -> all('}', true);
            case '[' -> all(']', false);
            default -> literal();
        };
    }

    /** Returns the next octet that is not white space; -1 at the end. */
    private int peek() {
        while (at < octets.length
                && (octets[at] == ' ' || octets[at] == '\n' || octets[at] == '\r' || octets[at] == '\t')) {
            at++;
        }
        return at < octets.length ? octets[at] : -1;
    }

    private boolean takes(int octet) {
        boolean fits = peek() == octet;
        at += fits ? 1 : 0;
        return fits;
    }

    /** Reads the members of an object, or the elements of an array. */
    private boolean all(int end, boolean named) {
        at++;
        if (keys.size() == MOST_NESTED) {
            return false;
        }
        if (takes(end)) {
            return true;
        }
        do {
            String key = ELEMENT;
            if (named) {
                key = peek() == '"' ? string() : null;
                if (key == null || !takes(':')) {
                    return false;
                }
            }
            keys.add(key);
            if (!value()) {
                return false;
            }
            keys.remove(keys.size() - 1);
        } while (takes(','));
        return takes(end);
    }

    /** Reads a number, true, false or null. */
    private boolean literal() {
        int start = at;
        while (at < octets.length && (Character.isLetterOrDigit(octets[at]) || "+-.".indexOf(octets[at]) >= 0)) {
            at++;
        }
        return at > start;
    }

    /** Reads a string, at its first quotation mark; null if it does not fit. */
    private @Nullable String string() {
        int start = ++at;
        boolean escaped = false;
        while (at < octets.length && octets[at] != '"') {
            escaped |= octets[at] == '\\';
            at += octets[at] == '\\' ? 2 : 1;
        }
        if (at >= octets.length) {
            return null;
        }
        String text = new String(octets, start, at++ - start, StandardCharsets.UTF_8);
        return escaped ? unescaped(text) : text;
    }

    private static @Nullable String unescaped(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            int known = "\"\\/bfnrt".indexOf(kind);
            if (known >= 0) {
                plain.append("\"\\/\b\f\n\r\t".charAt(known));
                continue;
            }
            int code = kind == 'u' && i + 4 < text.length() ? hexadecimal(text, i + 1) : -1;
            if (code < 0) {
                return null;
            }
            plain.append((char) code);
            i += 4;
        }
        return plain.toString();
    }

    private static int hexadecimal(String text, int from) {
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }
}
