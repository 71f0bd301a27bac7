// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Detects that an interface goes down and up again, which libpcap does not report. Packets in between are not captured.
 */
final class LinkWatch {
    private static final int MOST_GAPS = 100;

    private final String name;
    private final List<String> gaps = new ArrayList<>();
    private @Nullable Instant downSince;
    private long missed;

    LinkWatch(String name) {
        this.name = name;
    }

    /** Checks the interface; returns a sentence about a change, or null. */
    @Nullable
    String look() {
        return name.equals(CaptureOptions.ANY) ? null : note(isUp(), Instant.now());
    }

    /** Records the state of the interface at a time; returns a sentence about a change, or null. */
    @Nullable
    String note(boolean up, Instant now) {
        Instant since = downSince;
        if (!up && since == null) {
            downSince = now;
            return "is down since " + now + ": what passes now is not seen";
        }
        if (up && since != null) {
            downSince = null;
            add("was down from " + since + " to " + now);
            return "is up again at " + now;
        }
        return null;
    }

    private void add(String gap) {
        if (gaps.size() < MOST_GAPS) {
            gaps.add(gap);
        } else {
            missed++;
        }
    }

    /** Returns the times at which the interface was down, one line each. */
    List<String> gaps() {
        List<String> all = new ArrayList<>(gaps);
        if (missed > 0) {
            all.add("was down " + missed + " more times");
        }
        Instant since = downSince;
        if (since != null) {
            all.add("was down from " + since + " on");
        }
        return all;
    }

    /** Returns true also if the interface has disappeared: the capture itself reports that, and ends. */
    private boolean isUp() {
        try {
            NetworkInterface device = NetworkInterface.getByName(name);
            return device == null || device.isUp();
        } catch (SocketException e) {
            return true; // it vanished between the two calls
        }
    }
}
