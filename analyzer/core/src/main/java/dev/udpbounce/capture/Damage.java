// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

/**
 * A place where a capture file is truncated or corrupt. The frames before it were delivered.
 *
 * @param file the file's name as the user gave it
 * @param offset octets from the start of the file (of the decompressed content, if compressed) to the fault
 * @param record 1-based ordinal of the faulty packet record or pcapng block
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
