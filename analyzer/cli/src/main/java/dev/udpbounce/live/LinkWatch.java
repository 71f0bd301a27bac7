// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

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
    private final CapturedNetwork network;
    private final List<String> gaps = new ArrayList<>();
    private @Nullable Instant downSince;
    private long missed;

    /** @param network namespace of the interface */
    LinkWatch(String name, CapturedNetwork network) {
        this.name = name;
        this.network = network;
    }

    /** Checks the interface; returns a sentence about a change, or null. */
    @Nullable
    String look() {
        return name.equals(CaptureOptions.ANY) ? null : note(network.isUp(name), Instant.now());
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
}
