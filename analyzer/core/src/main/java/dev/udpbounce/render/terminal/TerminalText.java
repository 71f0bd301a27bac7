// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.terminal;

/**
 * Makes foreign text (names of files, interfaces, processes) safe to print: characters that a terminal would obey, that
 * would reorder the text around them, or that are invisible become {@code \x1b} or {@code \}{@code u202e}. A backslash
 * that would begin such an escape becomes {@code \x5c}, so that no other text looks the same. Must be applied only once
 * per output: text that is escaped twice cannot be read back.
 */
public final class TerminalText {
    private TerminalText() {}

    /** Escapes C0, C1 and DEL, line separators, all format characters such as bidirectional controls, lone surrogates. */
    public static String escape(String text) {
        return escape(text, false);
    }

    /** Escapes the same characters and all others outside of ASCII, for terminals that do not support UTF-8. */
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
            return c < 0x20 || (c == '\\' && beginsEscape(text, index));
        }
        return toAscii || isUnsafe(text, index) || isLoneSurrogate(text, index);
    }

    private static boolean beginsEscape(String text, int index) {
        return text.startsWith("x", index + 1) || text.startsWith("u", index + 1);
    }

    /**
     * Returns whether the character at {@code index}, which may be either half of it, is a control character beyond
     * ASCII, U+2028, U+2029, or of the Unicode category Cf: bidirectional controls, zero widths, tags.
     */
    public static boolean isUnsafe(String text, int index) {
        char c = text.charAt(index);
        if (c < 0x7f) {
            return false;
        }
        boolean second = Character.isLowSurrogate(c) && index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
        int type = Character.getType(text.codePointAt(second ? index - 1 : index));
        return type == Character.FORMAT
                || type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** Returns whether the character at {@code index} is a lone surrogate. */
    public static boolean isLoneSurrogate(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    public static void hex(int value, int digits, StringBuilder out) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append("0123456789abcdef".charAt((value >>> shift) & 15));
        }
    }
}
