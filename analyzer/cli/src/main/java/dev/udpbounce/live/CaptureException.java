// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

/** A capture that cannot start. The message is one line that may contain an interface's name, and is not escaped. */
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The cause of the failure. */
    public enum Kind {
        /** The filter expression, which the user must correct. */
        EXPRESSION,
        /** This process is not permitted to capture. */
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
