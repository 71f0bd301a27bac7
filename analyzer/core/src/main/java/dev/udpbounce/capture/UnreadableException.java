package dev.udpbounce.capture;

import java.io.IOException;

/** An input that yields no frame at all: missing, not permitted, empty, or no capture file. The message is one line. */
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

    /** Whether the file is nothing that was ever meant to be read: in a folder, it may lie beside captures. */
    boolean isForeign() {
        return foreign;
    }

    /** The file's name as the user gave it, not escaped. */
    public String file() {
        return file;
    }
}
