// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;

/**
 * Signals an input that yields no frames: missing, not permitted, empty, or not a capture file. The message is one
 * line.
 */
public final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final boolean foreign;

    public UnreadableException(String file, String reason) {
        this(file, reason, false);
    }

    private UnreadableException(String file, String reason, boolean foreign) {
        super(reason);
        this.file = file;
        this.foreign = foreign;
    }

    static UnreadableException noCapture(String file) {
        return new UnreadableException(file, "not a capture file", true);
    }

    static UnreadableException empty(String file) {
        return new UnreadableException(file, "empty file", true);
    }

    /** Returns whether the file is not a capture file at all. Such files may be in a folder with captures. */
    boolean isForeign() {
        return foreign;
    }

    /** File name as the user gave it, not escaped. */
    public String file() {
        return file;
    }
}
