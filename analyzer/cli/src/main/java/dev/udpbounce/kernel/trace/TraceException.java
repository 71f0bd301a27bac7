// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import java.io.IOException;

/** Thrown when a trace cannot be started. */
public final class TraceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** The reason of the failure. */
    public enum Kind {
        /** There is no such command. */
        NOT_FOUND,
        /** The command cannot be executed. */
        NOT_EXECUTABLE,
        /** The command or process cannot be traced. */
        NOT_TRACEABLE
    }

    /** Creates an exception for a command or process that cannot be traced. */
    public TraceException(String message) {
        this(message, Kind.NOT_TRACEABLE);
    }

    public TraceException(String message, Kind kind) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
