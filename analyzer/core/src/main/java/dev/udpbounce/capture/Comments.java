// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import org.jspecify.annotations.Nullable;

/**
 * Reads the comment options of a block (draft-ietf-opsawg-pcapng, section 3.5.1). Several comments are joined by line
 * breaks. Text beyond {@value #LONGEST} octets is replaced by an ellipsis.
 */
final class Comments {
    static final int OPT_COMMENT = 1;
    private static final int LONGEST = 1024;

    private Comments() {}

    /** Returns the comments, or null if there are none. Reads the options to their end. */
    static @Nullable String of(PcapngOptions options) {
        StringBuilder comments = null;
        int room = LONGEST;
        while (options.next()) {
            if (options.code() == OPT_COMMENT && options.length() > 0 && room >= 0) {
                comments = comments == null ? new StringBuilder() : comments.append('\n');
                comments.append(options.text(room));
                room -= options.length();
                if (room < 0) {
                    comments.append('…');
                }
            }
        }
        return comments == null ? null : comments.toString();
    }
}
