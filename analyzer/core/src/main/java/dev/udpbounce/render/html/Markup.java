// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.render.terminal.TerminalText;
import dev.udpbounce.render.words.Piece;
import java.util.List;
import java.util.Locale;

/**
 * Builds HTML, and JSON within HTML. All text goes through {@link #escape}, so that foreign text, as the name of a file or
 * a process, can neither begin markup nor end the element that it is in, and hides nothing: characters that would reorder
 * or hide text are shown as escapes.
 */
final class Markup {
    private static final char THIN_SPACE = '\u2009';
    private static final String ELLIPSIS = "…";
    private static final int GROUP = 3;

    private final StringBuilder out = new StringBuilder(1 << 16);

    /** Appends markup, which is a literal of this program. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Appends text. */
    Markup text(String text) {
        escape(TerminalText.escape(text), out);
        return this;
    }

    /** Appends an attribute with a space before it. */
    Markup attribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        text(value);
        out.append('"');
        return this;
    }

    /** Appends a number, its digits in groups of three. */
    Markup number(long number) {
        out.append(grouped(number));
        return this;
    }

    /** Appends a number and a noun, such as {@code 1 datagram} and {@code 2 datagrams}. */
    Markup count(long number, String noun) {
        return number(number).raw(number == 1 ? " " + noun : " " + noun + "s");
    }

    /** Appends pieces of words, each with its role as class. Text that begins with punctuation follows closely. */
    Markup words(List<Piece> pieces) {
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            String words = piece.text().toString();
            if (i > 0 && ".,;:".indexOf(words.charAt(0)) < 0) {
                out.append(' ');
            }
            out.append("<span class=\"")
                    .append(piece.role().name().toLowerCase(Locale.ROOT))
                    .append("\">");
            text(words).raw("</span>");
        }
        return this;
    }

    /** Appends a JSON string. */
    Markup json(String text) {
        out.append('"');
        String safe = TerminalText.escape(text);
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                out.append("\\u");
                TerminalText.hex(c, 4, out);
            } else {
                out.append(c);
            }
        }
        out.append('"');
        return this;
    }

    /** Appends the characters of text that mean something in HTML as references, in elements and attributes alike. */
    private static void escape(String text, StringBuilder to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> to.append("&amp;");
                case '<' -> to.append("&lt;");
                case '>' -> to.append("&gt;");
                case '"' -> to.append("&quot;");
                case '\'' -> to.append("&#39;");
                default -> to.append(c);
            }
        }
    }

    static String grouped(long number) {
        String digits = Long.toString(Math.abs(number));
        StringBuilder text = new StringBuilder(number < 0 ? "-" : "");
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % GROUP == 0) {
                text.append(THIN_SPACE);
            }
            text.append(digits.charAt(i));
        }
        return text.toString();
    }

    /** Returns text of at most {@code most} characters. */
    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + ELLIPSIS;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
