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
 * @param colour whether ANSI colors are used
 * @param ascii whether only ASCII is written, for a terminal that does not support UTF-8
 * @param severalInputs whether frame numbers are printed with their input
 * @param summaryOnly whether only the table of destinations is written, and no events
 */
public record TextOptions(
        TimeStyle time,
        ZoneId zone,
        int width,
        boolean colour,
        boolean ascii,
        boolean severalInputs,
        boolean summaryOnly,
        Flush flush) {
    /** Returns options with time of day in UTC, unlimited width, no colors, one input, and all events. */
    public static TextOptions plain() {
        return new TextOptions(TimeStyle.ABSOLUTE, ZoneOffset.UTC, 0, false, false, false, false, Flush.WHEN_FULL);
    }

    public TextOptions withTime(TimeStyle style, ZoneId newZone) {
        return new TextOptions(style, newZone, width, colour, ascii, severalInputs, summaryOnly, flush);
    }

    public TextOptions withWidth(int newWidth) {
        return new TextOptions(time, zone, newWidth, colour, ascii, severalInputs, summaryOnly, flush);
    }

    public TextOptions withColour(boolean newColour) {
        return new TextOptions(time, zone, width, newColour, ascii, severalInputs, summaryOnly, flush);
    }

    public TextOptions withAscii(boolean newAscii) {
        return new TextOptions(time, zone, width, colour, newAscii, severalInputs, summaryOnly, flush);
    }

    public TextOptions withSeveralInputs(boolean several) {
        return new TextOptions(time, zone, width, colour, ascii, several, summaryOnly, flush);
    }

    public TextOptions withSummaryOnly(boolean only) {
        return new TextOptions(time, zone, width, colour, ascii, severalInputs, only, flush);
    }

    public TextOptions withFlush(Flush newFlush) {
        return new TextOptions(time, zone, width, colour, ascii, severalInputs, summaryOnly, newFlush);
    }
}
