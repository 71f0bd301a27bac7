package dev.udpbounce.kernel.trace;

import java.io.IOException;

/** A trace could not be begun. */
public final class TraceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status exit status that tells it: 127 for a command that is not there, 126 not executable, else 125 */
    public TraceException(String message, int status) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
