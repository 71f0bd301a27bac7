// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.render.encoding.Flush;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The user's options of the text timeline.
 *
 * @param zone time zone of absolute times
 * @param width width of the terminal in columns; 0 for no limit, and then no line is wrapped
 * @param color whether ANSI colors are used
 * @param ascii whether only ASCII is written, for a terminal that does not support UTF-8
 * @param severalInputs whether frame numbers are printed with their input
 * @param summaryOnly whether only the tables at the end are written, and no events
 * @param rows maximum number of rows of such a table
 */
public record TextOptions(
        TimeStyle time,
        ZoneId zone,
        int width,
        boolean color,
        boolean ascii,
        boolean severalInputs,
        boolean summaryOnly,
        Flush flush,
        int rows) {
    /** The usual number of rows. */
    public static final int ROWS = 30;

    /** Returns options with time of day in UTC, unlimited width, no colors, one input, and all events. */
    public static TextOptions plain() {
        return new TextOptions(
                TimeStyle.ABSOLUTE, ZoneOffset.UTC, 0, false, false, false, false, Flush.WHEN_FULL, ROWS);
    }

    public TextOptions withTime(TimeStyle style, ZoneId newZone) {
        return new TextOptions(style, newZone, width, color, ascii, severalInputs, summaryOnly, flush, rows);
    }

    public TextOptions withWidth(int newWidth) {
        return new TextOptions(time, zone, newWidth, color, ascii, severalInputs, summaryOnly, flush, rows);
    }

    public TextOptions withColor(boolean newColor) {
        return new TextOptions(time, zone, width, newColor, ascii, severalInputs, summaryOnly, flush, rows);
    }

    public TextOptions withAscii(boolean newAscii) {
        return new TextOptions(time, zone, width, color, newAscii, severalInputs, summaryOnly, flush, rows);
    }

    public TextOptions withSeveralInputs(boolean several) {
        return new TextOptions(time, zone, width, color, ascii, several, summaryOnly, flush, rows);
    }

    public TextOptions withSummaryOnly(boolean only) {
        return new TextOptions(time, zone, width, color, ascii, severalInputs, only, flush, rows);
    }

    public TextOptions withFlush(Flush newFlush) {
        return new TextOptions(time, zone, width, color, ascii, severalInputs, summaryOnly, newFlush, rows);
    }

    public TextOptions withRows(int most) {
        return new TextOptions(time, zone, width, color, ascii, severalInputs, summaryOnly, flush, most);
    }
}
