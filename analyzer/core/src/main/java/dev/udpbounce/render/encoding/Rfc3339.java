// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.encoding;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * An instant in the format of RFC 3339, in ASCII:
 *
 * <pre>
 *  0         11       20        29
 *  2018-04-17T01:39:58.454346000Z
 * </pre>
 *
 * In a zone other than UTC, the digits are local time, and the final {@code Z} must be left out.
 */
public final class Rfc3339 {
    public static final int LENGTH = 30;
    public static final int DATE_END = 10;
    public static final int TIME_START = 11;
    public static final int FRACTION_START = 20;

    private static final long NANOS = 1_000_000_000L;

    private final ZoneId zone;
    private final byte[] text = "0000-00-00T00:00:00.000000000Z".getBytes(StandardCharsets.US_ASCII);
    private long second = Long.MIN_VALUE;
    private ZoneOffset offset = ZoneOffset.UTC;

    public Rfc3339(ZoneId zone) {
        this.zone = zone;
    }

    /** Sets the instant, in nanoseconds since the Unix epoch. */
    public void set(long timeNs) {
        long newSecond = Math.floorDiv(timeNs, NANOS);
        if (newSecond != second) {
            second = newSecond;
            setSecond();
        }
        digits(Math.floorMod(timeNs, NANOS), FRACTION_START, 9);
    }

    private void setSecond() {
        offset = zone instanceof ZoneOffset fixed ? fixed : zone.getRules().getOffset(Instant.ofEpochSecond(second));
        LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, offset);
        digits(local.getYear(), 0, 4);
        digits(local.getMonthValue(), 5, 2);
        digits(local.getDayOfMonth(), 8, 2);
        digits(local.getHour(), 11, 2);
        digits(local.getMinute(), 14, 2);
        digits(local.getSecond(), 17, 2);
    }

    private void digits(long value, int at, int count) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Returns the {@link #LENGTH} octets of the instant, valid until the next {@link #set}. */
    public byte[] text() {
        return text;
    }

    /** Returns the zone's offset from UTC at this instant. */
    public ZoneOffset offset() {
        return offset;
    }
}
