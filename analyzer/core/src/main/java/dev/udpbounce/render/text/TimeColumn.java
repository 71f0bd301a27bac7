// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.render.encoding.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The column of times, in one {@link TimeStyle}, and the lines that print the date when it changes. */
final class TimeColumn {
    private static final long NANOS = 1_000_000_000L;
    private static final long DAY = 86_400 * NANOS;
    private static final String UNKNOWN = "unknown";

    private final TimeStyle style;
    private final boolean utc;
    private final ZoneId zone;
    private final Rfc3339 clock;
    private long firstNs;
    private long previousNs;
    private boolean begun;
    private boolean previousIsKnown = true;
    private int digits = 6;
    private int width;
    private String dateShown = "";
    private long dayShown = Long.MIN_VALUE;
    private final StringBuilder shown = new StringBuilder(Rfc3339.LENGTH);

    TimeColumn(TimeStyle style, ZoneId zone) {
        this.style = style;
        this.zone = zone;
        utc = zone.normalized().equals(ZoneOffset.UTC);
        clock = new Rfc3339(zone);
        width = title().length();
    }

    void begin(long newFirstNs) {
        firstNs = newFirstNs;
    }

    /** Returns the heading of the column, padded to its current width. */
    String heading() {
        StringBuilder heading = new StringBuilder(title());
        pad(heading);
        return heading.toString();
    }

    private String title() {
        String clocks = utc ? " (UTC)" : " (local)";
        return switch (style) {
            case ABSOLUTE -> "time" + clocks;
            case ABSOLUTE_WITH_DATE -> "date and time" + clocks;
            case DELTA -> "since last";
            case EPOCH -> "epoch";
            case RELATIVE -> "since start";
        };
    }

    /**
     * Returns the line before an event at this time: a new date, or a change of the zone's offset; null if there is
     * none.
     */
    @Nullable
    String dateLine(long timeNs) {
        if (style != TimeStyle.ABSOLUTE && (style != TimeStyle.ABSOLUTE_WITH_DATE || utc)) {
            return null;
        }
        long day = Math.floorDiv(timeNs, DAY);
        if (utc && day == dayShown) {
            return null;
        }
        dayShown = day;
        clock.set(timeNs);
        String date = style == TimeStyle.ABSOLUTE ? slice(0, Rfc3339.DATE_END) : "";
        if (!utc) {
            date = (date + " UTC" + clock.offset() + " " + zone.getId()).strip();
        }
        if (date.equals(dateShown)) {
            return null;
        }
        dateShown = date;
        return date;
    }

    /** Returns the cell of an event whose time is not known. */
    CharSequence unknown() {
        shown.setLength(0);
        shown.append(UNKNOWN);
        width = Math.max(width, shown.length());
        previousIsKnown = false;
        pad(shown);
        return shown;
    }

    /**
     * Returns the time of the next event, padded to the column's width, which only grows; valid until the following
     * event.
     */
    CharSequence next(long timeNs, int precision) {
        digits = Math.max(digits, precision);
        shown.setLength(0);
        append(timeNs, precision, shown);
        TextLine.append(' ', digits - precision, shown);
        width = Math.max(width, shown.length());
        previousNs = timeNs;
        previousIsKnown = true;
        begun = true;
        pad(shown);
        return shown;
    }

    private void pad(StringBuilder text) {
        int missing = width - text.length();
        if (style == TimeStyle.ABSOLUTE || style == TimeStyle.ABSOLUTE_WITH_DATE) {
            TextLine.append(' ', missing, text);
        } else {
            text.insert(0, " ".repeat(missing));
        }
    }

    private void append(long timeNs, int precision, StringBuilder text) {
        switch (style) {
            case ABSOLUTE -> clock(timeNs, Rfc3339.TIME_START, precision, text);
            case ABSOLUTE_WITH_DATE -> clock(timeNs, 0, precision, text);
            case DELTA -> delta(timeNs, precision, text);
            case EPOCH -> seconds(timeNs, precision, text);
            case RELATIVE -> seconds(timeNs - firstNs, precision, text);
        }
    }

    private void delta(long timeNs, int precision, StringBuilder text) {
        if (previousIsKnown) {
            seconds(begun ? timeNs - previousNs : 0, precision, text);
        } else {
            text.append(UNKNOWN);
        }
    }

    /** Returns a time in milliseconds for a table; with its date if the timeline is not within one day. */
    String brief(long timeNs, long beginNs, long endNs) {
        StringBuilder text = new StringBuilder(Rfc3339.LENGTH);
        switch (style) {
            case EPOCH -> seconds(timeNs, 3, text);
            case RELATIVE -> seconds(timeNs - firstNs, 3, text);
            default -> clock(timeNs, oneDay(beginNs, endNs) ? Rfc3339.TIME_START : 0, 3, text);
        }
        return text.toString();
    }

    private boolean oneDay(long beginNs, long endNs) {
        clock.set(beginNs);
        String first = slice(0, Rfc3339.DATE_END);
        clock.set(endNs);
        return first.equals(slice(0, Rfc3339.DATE_END));
    }

    private void clock(long timeNs, int from, int fraction, StringBuilder text) {
        clock.set(timeNs);
        byte[] octets = clock.text();
        for (int i = from; i < Rfc3339.FRACTION_START + fraction; i++) {
            text.append(octets[i] == 'T' ? ' ' : (char) octets[i]);
        }
    }

    private String slice(int from, int to) {
        return new String(clock.text(), from, to - from, StandardCharsets.US_ASCII);
    }

    private static void seconds(long ns, int fraction, StringBuilder text) {
        if (ns < 0) {
            text.append('-');
        }
        text.append(Math.abs(ns / NANOS)).append('.');
        long rest = Math.abs(ns % NANOS);
        long unit = NANOS / 10;
        for (int i = 0; i < fraction; i++) {
            text.append((char) ('0' + rest / unit % 10));
            unit /= 10;
        }
    }
}
