package dev.udpbounce.capture;

import org.jspecify.annotations.Nullable;

/**
 * What people wrote into a capture: the comment options (draft-ietf-opsawg-pcapng, section 3.5.1) of a block, of which
 * there may be several, each a line. Beyond {@value #LONGEST} octets nothing is taken, and an ellipsis says so.
 */
final class Comments {
    static final int OPT_COMMENT = 1;
    private static final int LONGEST = 1024;

    private Comments() {}

    /** Walks the options to their end. */
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
