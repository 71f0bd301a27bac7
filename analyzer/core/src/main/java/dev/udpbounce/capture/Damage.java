package dev.udpbounce.capture;

/**
 * A place where a capture file is cut or broken. What stands before it was delivered.
 *
 * @param file the file's name as the user gave it
 * @param offset octets from the start of the file (of the decompressed content, if compressed) to the fault
 * @param record 1-based ordinal of the packet record, or of the pcapng block, that is at fault
 * @param reason one line in plain words, such as {@code captured length 4294967295 is beyond 16 MiB}
 * @param fatal whether reading of this file ended here
 */
public record Damage(String file, long offset, long record, String reason, boolean fatal) {
    /** {@code FILE:OFFSET: record N: REASON}; the file's name is not escaped. */
    @Override
    public String toString() {
        return file + ":" + offset + ": record " + record + ": " + reason;
    }
}
