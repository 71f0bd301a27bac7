package dev.udpbounce.render;

/**
 * Text from outside (names of files, interfaces, processes) made fit to be shown: what a terminal would obey, or what
 * would reorder the text around it, becomes visible as {@code \x1b} or {@code \}{@code u202e}.
 */
public final class TerminalText {
    private TerminalText() {}

    /** Escapes C0, C1 and DEL, line separators, bidirectional controls and lone surrogates. */
    public static String escape(String text) {
        return escape(text, false);
    }

    /** Escapes the same and everything else outside of ASCII: for terminals that do not read UTF-8. */
    public static String escapeToAscii(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean toAscii) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscaped(text, i, toAscii)) {
                return escapeFrom(i, text, toAscii);
            }
        }
        return text;
    }

    private static String escapeFrom(int start, String text, boolean toAscii) {
        StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, start);
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isEscaped(text, i, toAscii)) {
                shown.append(c);
            } else if (c < 0x100) {
                shown.append("\\x");
                hex(c, 2, shown);
            } else {
                shown.append("\\u");
                hex(c, 4, shown);
            }
        }
        return shown.toString();
    }

    private static boolean isEscaped(String text, int index, boolean toAscii) {
        char c = text.charAt(index);
        if (c < 0x7f) {
            return c < 0x20;
        }
        return toAscii || isUnsafe(c) || isLoneSurrogate(text, index);
    }

    /** DEL, C1, U+2028 and U+2029, and the bidirectional controls of Unicode TR 9. */
    static boolean isUnsafe(char c) {
        return (c >= 0x7f && c <= 0x9f)
                || c == 0x61c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** Whether the character at {@code index} is half of a pair whose other half is missing. */
    static boolean isLoneSurrogate(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    static void hex(int value, int digits, StringBuilder out) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append("0123456789abcdef".charAt((value >>> shift) & 15));
        }
    }
}
