// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

/**
 * A word or sign of an expression. Synonyms are normalized: {@code &&} to "and", {@code ||} to "or", {@code !} to
 * "not".
 *
 * @param text as written, or the normalized synonym; empty at the end
 * @param position 1-based position of its first character
 */
record Token(String text, int position) {
    private static final int MAX_SHOWN = 40;

    boolean is(String word) {
        return text.equals(word);
    }

    boolean isEnd() {
        return text.isEmpty();
    }

    /** Text for a message: quoted, truncated and escaped, since the text is arbitrary. */
    String shown() {
        if (isEnd()) {
            return "the end";
        }
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), MAX_SHOWN); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                shown.append(c);
            } else {
                shown.append(String.format("\\u%04x", (int) c));
            }
        }
        return shown.append(text.length() > MAX_SHOWN ? "...'" : "'").toString();
    }
}
