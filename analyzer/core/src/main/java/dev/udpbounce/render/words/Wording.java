// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * Words as a list of pieces, each with its {@link Role}, without escape codes, columns or an output width. The pieces
 * are reused after {@link #clear}, so that a wording kept for many events allocates nothing.
 *
 * <pre>
 * words.add(Role.MUTED, "first fragment");
 * words.begin().append("id ").append(ipId);
 * words.end(Role.MUTED);
 * </pre>
 */
public final class Wording extends AbstractList<Piece> {
    private final List<Piece> pieces = new ArrayList<>();
    private int size;

    @Override
    public int size() {
        return size;
    }

    @Override
    public Piece get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return pieces.get(index);
    }

    /** Removes all pieces. */
    @Override
    public void clear() {
        size = 0;
    }

    /** Begins a piece. The text appended to the returned builder becomes its text, until {@link #end}. */
    StringBuilder begin() {
        if (size == pieces.size()) {
            pieces.add(new Piece());
        }
        Piece next = pieces.get(size);
        next.begin();
        return next.buffer();
    }

    void end(Role role) {
        end(Joint.APART, role);
    }

    void end(Joint joint, Role role) {
        Piece next = pieces.get(size++);
        next.set(joint, role, next.buffer());
    }

    void add(Role role, String text) {
        add(Joint.APART, role, text);
    }

    void add(Joint joint, Role role, String text) {
        begin();
        pieces.get(size++).set(joint, role, text);
    }

    /** Adds text that contains foreign text, such as the name of a process. */
    void foreign(Role role, String text) {
        foreign(Joint.APART, role, text);
    }

    void foreign(Joint joint, Role role, String text) {
        add(joint, role, text);
        pieces.get(size - 1).markForeign();
    }
}
