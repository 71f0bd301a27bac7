// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import java.time.Instant;

/** The clock of packet timestamps: CLOCK_REALTIME, in nanoseconds since the Unix epoch. */
public final class RealTime {
    private static final long NS_PER_S = 1_000_000_000;

    private RealTime() {}

    public static long nowNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * NS_PER_S + now.getNano();
    }
}
