package dev.udpbounce.live;

/** A capture that cannot begin. The message is one line, which may hold an interface's name, and is not escaped. */
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Kind {
        /** The filter expression: the user's. */
        EXPRESSION,
        /** This process may not capture. */
        RIGHTS,
        /** The interface, or the capture library. */
        INTERFACE
    }

    private final Kind kind;

    CaptureException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
