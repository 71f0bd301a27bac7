// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.focus;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time as a user writes it: of RFC 3339 ({@code 2018-04-17T01:39:58.454346Z}, also with a blank, and without seconds or
 * offset), a time of day ({@code 01:39:58.454346}), or seconds since 1970 ({@code @1523929198.454346}).
 *
 * @param date null for a time of day
 * @param offset null if the text has none
 * @param spanNs nanoseconds that a time with a fraction of a second of fewer than nine digits may stand for, less one
 */
public record TimeBound(
        @Nullable LocalDate date, LocalTime time, @Nullable ZoneOffset offset, long spanNs) {
    private static final long NANOS = 1_000_000_000;
    private static final int DIGITS = 9;
    private static final int BASE = 10;

    private static final Pattern TIME =
            Pattern.compile("(?:(\\d{4}-\\d\\d-\\d\\d)[Tt ])?(\\d\\d:\\d\\d(?::\\d\\d)?)(?:[.,](\\d{1,9}))?"
                    + "([Zz]|[+-]\\d\\d:\\d\\d)?");
    private static final Pattern EPOCH = Pattern.compile("@(\\d{1,10})(?:[.](\\d{1,9}))?");
    private static final int FRACTION = 3;
    private static final int OFFSET = 4;

    /** Parses a time; returns null if the text is none. */
    public static @Nullable TimeBound parse(String text) {
        try {
            Matcher epoch = EPOCH.matcher(text);
            if (epoch.matches()) {
                long ns = fraction(epoch.group(2));
                LocalDateTime time =
                        LocalDateTime.ofEpochSecond(Long.parseLong(epoch.group(1)), (int) ns, ZoneOffset.UTC);
                return new TimeBound(time.toLocalDate(), time.toLocalTime(), ZoneOffset.UTC, span(epoch.group(2)));
            }
            Matcher time = TIME.matcher(text);
            return time.matches() ? of(time) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable TimeBound of(Matcher time) {
        String date = time.group(1);
        String clock = time.group(2);
        String fraction = time.group(FRACTION);
        boolean minutes = clock.length() < "00:00:00".length();
        if ((minutes && fraction != null) || (date == null && time.group(OFFSET) != null)) {
            return null;
        }
        return new TimeBound(
                date == null ? null : LocalDate.parse(date),
                LocalTime.parse(clock).plusNanos(fraction(fraction)),
                time.group(OFFSET) == null
                        ? null
                        : ZoneOffset.of(time.group(OFFSET).replace('z', 'Z')),
                span(fraction));
    }

    private static long fraction(@Nullable String fraction) {
        return fraction == null ? 0 : Long.parseLong(fraction) * unit(fraction);
    }

    private static long span(@Nullable String fraction) {
        return fraction == null ? 0 : unit(fraction) - 1;
    }

    /** Returns the nanoseconds of the last digit. */
    private static long unit(String fraction) {
        long unit = 1;
        for (int i = fraction.length(); i < DIGITS; i++) {
            unit *= BASE;
        }
        return unit;
    }

    /**
     * Returns the instant in nanoseconds since the Unix epoch.
     *
     * @param firstNs time of the first packet, whose date a time of day has
     * @param zone time zone if the text has no offset
     */
    long ns(long firstNs, ZoneId zone) {
        Instant first = Instant.ofEpochSecond(Math.floorDiv(firstNs, NANOS), Math.floorMod(firstNs, NANOS));
        LocalDate day = date == null ? LocalDate.ofInstant(first, zone) : date;
        LocalDateTime local = day.atTime(time);
        Instant instant = offset == null ? local.atZone(zone).toInstant() : local.toInstant(offset);
        return ns(instant);
    }

    /** Returns the last instant that the text may stand for, as {@link #ns}. */
    long lastNs(long firstNs, ZoneId zone) {
        long ns = ns(firstNs, zone);
        return ns > Long.MAX_VALUE - spanNs ? ns : ns + spanNs;
    }

    /** Returns whether both have a date, and this one is later. */
    public boolean isAfter(TimeBound other, ZoneId zone) {
        return date != null && other.date != null && ns(0, zone) > other.lastNs(0, zone);
    }

    /** Returns nanoseconds since the Unix epoch; the nearest number if there are too many, in 1677 or 2262. */
    private static long ns(Instant instant) {
        long seconds = instant.getEpochSecond();
        long most = Long.MAX_VALUE / NANOS;
        if (Math.abs(seconds) >= most) {
            return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return seconds * NANOS + instant.getNano();
    }

    /** Returns this time of day on the day after {@code earlier}; this bound if it has a date. */
    TimeBound after(long firstNs, ZoneId zone, TimeBound earlier) {
        if (date != null || earlier.date != null || !time.isBefore(earlier.time)) {
            return this;
        }
        Instant first = Instant.ofEpochSecond(Math.floorDiv(firstNs, NANOS), Math.floorMod(firstNs, NANOS));
        return new TimeBound(LocalDate.ofInstant(first, zone).plusDays(1), time, null, spanNs);
    }
}
