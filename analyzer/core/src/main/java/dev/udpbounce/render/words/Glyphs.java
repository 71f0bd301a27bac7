// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

/** The few characters outside of ASCII in the words, or their replacements if they cannot be printed. */
public record Glyphs(String arrow, String back, String micro, String ellipsis, String times) {
    public static final Glyphs UNICODE = new Glyphs("→", "↩", "µ", "…", "×");
    public static final Glyphs ASCII = new Glyphs("->", "<-", "u", "...", "x");
}
