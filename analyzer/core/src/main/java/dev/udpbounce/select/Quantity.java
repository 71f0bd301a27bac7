// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

/** Numbers with a unit, as users write them. All throw an {@link IllegalArgumentException} with the reason in one line. */
public final class Quantity {
    private Quantity() {}

    /** Returns nanoseconds, at least one: {@code 250us}, {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code 400d}. */
    public static long duration(String text) {
        int digits = digits(text);
        long unit =
                switch (text.substring(digits)) {
                    case "ns" -> 1L;
                    case "us" -> 1_000L;
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    case "d" -> 86_400_000_000_000L;
                    default -> 0;
                };
        if (digits == 0 || unit == 0) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a duration: a whole number followed by ns, us, ms, s, m, h or d, such as 500ms");
        }
        return positive(text, product(text, digits, unit, "292 years"));
    }

    /**
     * Returns octets, at least one: {@code 65536}, {@code 64k}, {@code 128m}, {@code 2g}; units are powers of 1024.
     */
    public static long size(String text) {
        int digits = digits(text);
        long unit =
                switch (text.substring(digits)) {
                    case "" -> 1L;
                    case "k", "K" -> 1L << 10;
                    case "m", "M" -> 1L << 20;
                    case "g", "G" -> 1L << 30;
                    default -> 0;
                };
        if (digits == 0 || unit == 0) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a size: a whole number of bytes, or one followed by k, m or g, such as 128m");
        }
        return positive(text, product(text, digits, unit, "8589934591g"));
    }

    /** Returns a whole number that is at least 1. */
    public static long count(String text) {
        int digits = digits(text);
        if (digits == 0 || digits < text.length()) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number from 1 on");
        }
        return positive(text, product(text, digits, 1, "9223372036854775807"));
    }

    private static int digits(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }

    private static long product(String text, int digits, long unit, String limit) {
        try {
            return Math.multiplyExact(Long.parseLong(text, 0, digits, 10), unit);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is more than " + limit, e);
        }
    }

    private static long positive(String text, long value) {
        if (value == 0) {
            throw new IllegalArgumentException("'" + text + "' is nothing; it must be more than 0");
        }
        return value;
    }
}
