package dev.udpbounce.render;

/** What a piece of text is, with the ANSI attribute (ECMA-48 SGR) that it has in colour. Never the only sign of it. */
enum Style {
    PLAIN(""),
    HEADING("1"),
    FAINT("2"),
    ERROR("31"),
    ANSWER("32"),
    DOUBT("33"),
    DELAY("36");

    private final String sgr;

    Style(String sgr) {
        this.sgr = sgr;
    }

    void append(CharSequence text, boolean colour, StringBuilder out) {
        if (!colour || this == PLAIN) {
            out.append(text);
        } else {
            out.append("\u001b[").append(sgr).append('m').append(text).append("\u001b[0m");
        }
    }
}
