// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

/** Signals an invalid filter expression. The message is one line of printable ASCII and begins with the position. */
public final class FilterExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int position;

    FilterExpressionException(int position, String reason) {
        super("position " + position + ": " + reason);
        this.position = position;
    }

    /**
     * 1-based position of the offending character in the expression; one past its end if the expression is incomplete.
     */
    public int position() {
        return position;
    }
}
