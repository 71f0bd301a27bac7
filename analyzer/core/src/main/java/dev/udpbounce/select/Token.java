package dev.udpbounce.select;

/**
 * A word or sign of an expression. The synonyms are one: {@code &&} is "and", {@code ||} is "or", {@code !} is "not".
 *
 * @param text as written, or the word that it is a synonym of; empty at the end
 * @param position 1-based, of its first character
 */
record Token(String text, int position) {
    private static final int MAX_SHOWN = 40;

    boolean is(String word) {
        return text.equals(word);
    }

    boolean isEnd() {
        return text.isEmpty();
    }

    /** For a message: in quotes, cut and escaped, since it may hold anything. */
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
