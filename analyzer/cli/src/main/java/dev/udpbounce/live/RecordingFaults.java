// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.io.IOException;

/** Reports each fault of a recording once, and counts the packets that are in no file because of it. */
final class RecordingFaults {
    private final Recording.Listener listener;
    private String reported = "";
    private long missing;

    RecordingFaults(Recording.Listener listener) {
        this.listener = listener;
    }

    void failed(String file, IOException e) {
        String failure = file + ": " + e;
        if (!reported.equals(failure)) {
            reported = failure;
            listener.failed(file, e);
        }
    }

    /** Counts a packet that is in no file. */
    void missed() {
        missing++;
    }

    /** Notes that a file was opened, and reports the packets that are missing before it. */
    void opened(String file) {
        reported = "";
        missing(file, " packets before this file are in no file");
    }

    /** Reports the packets that are missing at the end. */
    void ended(String file) {
        missing(file, " packets are in no file");
    }

    private void missing(String file, String text) {
        if (missing > 0) {
            listener.incomplete(file, missing + text);
            missing = 0;
        }
    }

    /** Reports packets that could not be written. */
    void lost(String file, long packets) {
        if (packets > 0) {
            listener.incomplete(file, packets + " packets are not in it");
        }
    }
}
