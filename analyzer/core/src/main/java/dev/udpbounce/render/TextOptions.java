package dev.udpbounce.render;

import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * What a user may choose of the text timeline.
 *
 * @param zone whose clocks the absolute times are read from
 * @param width columns of the terminal; 0 for no limit, and then no line is wrapped
 * @param colour whether ANSI colours are used
 * @param ascii whether only ASCII is written, for a terminal that does not read UTF-8
 * @param severalInputs whether frame numbers need the input named beside them
 * @param summaryOnly whether the events are left out, and the table of destinations stands alone
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
    /** Time of day in UTC, lines as long as they need, no colours, one input, every event. */
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
