// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

/**
 * One piece of {@link Wording}. Its text is not escaped: each output escapes it in its own way, which is only necessary
 * for {@linkplain #isForeign() foreign} text.
 */
public final class Piece {
    private final StringBuilder buffer = new StringBuilder(64);
    private CharSequence text = "";
    private Role role = Role.PLAIN;
    private Joint joint = Joint.APART;
    private boolean foreign;

    Piece() {}

    void begin() {
        buffer.setLength(0);
        foreign = false;
    }

    void set(Joint newJoint, Role newRole, CharSequence newText) {
        joint = newJoint;
        role = newRole;
        text = newText;
    }

    StringBuilder buffer() {
        return buffer;
    }

    void markForeign() {
        foreign = true;
    }

    /** Returns the words, valid until the wording is cleared. */
    public CharSequence text() {
        return text;
    }

    public Role role() {
        return role;
    }

    public Joint joint() {
        return joint;
    }

    /** Returns whether the piece contains foreign text, such as the name of a process, which is not escaped. */
    public boolean isForeign() {
        return foreign;
    }
}
