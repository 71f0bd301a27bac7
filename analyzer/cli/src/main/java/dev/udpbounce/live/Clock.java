package dev.udpbounce.live;

import java.time.Instant;

/** The clock that packets are stamped by, CLOCK_REALTIME. */
final class Clock {
    private Clock() {}

    /** Nanoseconds since the Unix epoch. */
    static long nowNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
