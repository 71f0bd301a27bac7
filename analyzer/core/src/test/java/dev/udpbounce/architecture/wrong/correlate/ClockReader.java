// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.correlate;

import java.time.Clock;
import java.time.Instant;

/** Correlate that reads clocks instead of taking time from the frames. */
public final class ClockReader {
    private ClockReader() {}

    public static long nanoTime() {
        return System.nanoTime();
    }

    public static long millis() {
        return System.currentTimeMillis();
    }

    public static Instant now() {
        return Instant.now();
    }

    public static long clock() {
        return Clock.systemUTC().millis();
    }
}
