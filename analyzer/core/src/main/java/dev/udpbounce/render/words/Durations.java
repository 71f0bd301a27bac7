// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

/** Durations for people: three significant digits and a unit, such as {@code 13 µs} or {@code 3.07 s}. */
public final class Durations {
    private static final long[] UNITS = {
        1, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L, 86_400_000_000_000L
    };
    private static final String[] NAMES = {"ns", "s", "ms", "s", "min", "h", "d"};
    /** The number of each unit from which the next larger unit is used. */
    private static final int[] LIMITS = {1000, 1000, 1000, 120, 120, 48, Integer.MAX_VALUE};

    private Durations() {}

    public static String text(long ns, Glyphs glyphs) {
        StringBuilder text = new StringBuilder(10);
        append(ns, glyphs, text);
        return text.toString();
    }

    public static void append(long ns, Glyphs glyphs, StringBuilder text) {
        if (ns < 0) {
            text.append('-');
        }
        double magnitude = Math.abs((double) ns);
        int unit = 0;
        while (rounded(magnitude / UNITS[unit]) >= LIMITS[unit]) {
            unit++;
        }
        number(rounded(magnitude / UNITS[unit]), text);
        text.append(' ');
        if (unit == 1) {
            text.append(glyphs.micro());
        }
        text.append(NAMES[unit]);
    }

    /** Rounds to three significant digits, but never to a multiple greater than 1. */
    private static double rounded(double value) {
        int scale = scale(value);
        return (double) Math.round(value * scale) / scale;
    }

    private static int scale(double value) {
        return value < 9.995 ? 100 : value < 99.95 ? 10 : 1;
    }

    private static void number(double value, StringBuilder text) {
        long hundredths = Math.round(value * 100);
        text.append(hundredths / 100);
        long fraction = hundredths % 100;
        if (fraction != 0) {
            text.append('.').append(fraction / 10);
            if (fraction % 10 != 0) {
                text.append(fraction % 10);
            }
        }
    }
}
