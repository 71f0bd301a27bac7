// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.render.encoding.Rfc3339;
import dev.udpbounce.render.words.Durations;
import dev.udpbounce.render.words.Glyphs;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;

/** Times of the page, in UTC: of events, and the labels of the common axis. */
final class AxisLabels {
    private static final int MARKS = 3;
    private static final int SECONDS = 8;
    private static final long MINUTE_NS = 60_000_000_000L;

    private final TimeAxis axis;
    private final int digits;
    private final Rfc3339 time = new Rfc3339(ZoneOffset.UTC);

    /** @param digits digits of the fraction of a second: 6 or 9 */
    AxisLabels(TimeAxis axis, int digits) {
        this.axis = axis;
        this.digits = digits;
    }

    /** Returns the time of day of an event. */
    String clock(long timeNs) {
        return text(timeNs, Rfc3339.TIME_START, SECONDS + 1 + digits);
    }

    /** Returns the date and time, to the second. */
    String date(long timeNs) {
        return text(timeNs, 0, Rfc3339.DATE_END) + " " + text(timeNs, Rfc3339.TIME_START, SECONDS);
    }

    private String text(long timeNs, int from, int length) {
        time.set(timeNs);
        return new String(time.text(), from, length, StandardCharsets.US_ASCII);
    }

    /** Writes the labels, at equal distances. */
    void write(Markup page) {
        if (!axis.begun()) {
            page.raw("<span>over time</span>");
            return;
        }
        for (int i = 0; i < MARKS; i++) {
            long offsetNs = axis.spanNs() / MARKS * i;
            page.raw("<span>");
            if (i == 0 || axis.spanNs() >= MARKS * MINUTE_NS) {
                page.text(text(axis.startNs() + offsetNs, Rfc3339.TIME_START, SECONDS));
            } else {
                page.text("+" + Durations.text(offsetNs, Glyphs.UNICODE));
            }
            page.raw("</span>");
        }
    }
}
