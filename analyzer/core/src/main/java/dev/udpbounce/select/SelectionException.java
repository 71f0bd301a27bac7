package dev.udpbounce.select;

/** A filter expression that cannot be used. The message is one line of printable ASCII and begins with the position. */
public final class SelectionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int position;

    SelectionException(int position, String reason) {
        super("position " + position + ": " + reason);
        this.position = position;
    }

    /** The 1-based position in the expression of the character that is at fault; one past its end if something lacks. */
    public int position() {
        return position;
    }
}
