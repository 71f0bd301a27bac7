// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.manual;

import java.util.Locale;

/** Text in the macros of man(7). Text is escaped; the page is ASCII, which every formatter takes. */
final class Roff {
    private final StringBuilder page = new StringBuilder();

    /** @param date of the page, as 2025-01-01 */
    Roff(String name, int section, String date, String source) {
        macro("TH", quoted(name.toUpperCase(Locale.ROOT)), String.valueOf(section), quoted(date), quoted(source));
    }

    void section(String title) {
        macro("SH", quoted(title));
    }

    void paragraph(String text) {
        macro("PP");
        line(escape(text));
    }

    /** Adds a paragraph whose first line, already in roff, hangs over the text. */
    void item(String head, String text) {
        macro("TP");
        line(head);
        line(escape(text));
    }

    /** Adds a line that is already in roff. */
    void line(String roff) {
        // A control line begins with one of these.
        page.append(roff.startsWith(".") || roff.startsWith("'") ? "\\&" : "")
                .append(roff)
                .append('\n');
    }

    private void macro(String name, String... arguments) {
        page.append('.').append(name);
        for (String argument : arguments) {
            page.append(' ').append(argument);
        }
        page.append('\n');
    }

    static String bold(String text) {
        return "\\fB" + escape(text) + "\\fR";
    }

    static String italic(String text) {
        return "\\fI" + escape(text) + "\\fR";
    }

    private static String quoted(String text) {
        return '"' + escape(text).replace("\"", "\\(dq") + '"';
    }

    /** Returns text in which no character has a meaning to a formatter. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> escaped.append(c < 0x80 ? Character.toString(c) : String.format("\\[u%04X]", c));
            }
        });
        return escaped.toString();
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
