package dev.udpbounce.render;

/** The few signs outside of ASCII that the text timeline uses, and what stands for them where they cannot be shown. */
record Glyphs(String arrow, String back, String micro, String ellipsis) {
    static final Glyphs UNICODE = new Glyphs("→", "↩", "µ", "…");
    static final Glyphs ASCII = new Glyphs("->", "<-", "u", "...");

    /** Text from outside, made fit to be shown beside these signs. */
    String shown(String text) {
        return arrow.equals(ASCII.arrow) ? TerminalText.escapeToAscii(text) : TerminalText.escape(text);
    }
}
