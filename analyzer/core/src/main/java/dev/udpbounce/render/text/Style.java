// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.render.words.Role;

/**
 * The style of a piece of text, with its ANSI attribute (ECMA-48 SGR) for color. Color is never the only mark of a
 * style.
 */
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

    static Style of(Role role) {
        return switch (role) {
            case PLAIN, ADDRESS -> PLAIN;
            case MUTED -> FAINT;
            case ERROR -> ERROR;
            case ANSWER -> ANSWER;
            case DOUBT -> DOUBT;
            case DELAY -> DELAY;
        };
    }

    void append(CharSequence text, boolean color, StringBuilder out) {
        if (!color || this == PLAIN) {
            out.append(text);
        } else {
            out.append("\u001b[").append(sgr).append('m').append(text).append("\u001b[0m");
        }
    }
}
