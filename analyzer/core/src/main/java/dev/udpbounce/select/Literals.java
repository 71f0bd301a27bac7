// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import dev.udpbounce.decode.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Parses numbers and addresses. Names are not looked up. A leading zero is refused, since libpcap reads it as octal.
 */
final class Literals {
    private static final int GROUPS = 8;

    private Literals() {}

    /**
     * The leading numbers of an IPv4 address, such as {@code 192.168}.
     *
     * @param parts number of numbers given, 1 to 4
     * @param bits the address with the missing numbers as 0
     */
    record Dotted(int parts, long bits) {}

    /** Parses a decimal number from 0 to {@code max}; -1 if the text is not one. */
    static int number(String text, int max) {
        if (text.isEmpty() || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
            if (value > max) {
                return -1;
            }
        }
        return (int) value;
    }

    /** Parses one to four numbers separated by dots; null if the text is of another form. */
    static @Nullable Dotted dotted(String text) {
        String[] numbers = text.split("\\.", -1);
        if (numbers.length > 4) {
            return null;
        }
        long bits = 0;
        for (int i = 0; i < numbers.length; i++) {
            int number = number(numbers[i], 255);
            if (number < 0) {
                return null;
            }
            bits |= (long) number << (24 - 8 * i);
        }
        return new Dotted(numbers.length, bits);
    }

    /** Parses an IPv6 address in any form of RFC 4291 section 2.2; null if the text is not one. */
    static @Nullable IpAddress ip6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            int[] groups = groups(text, true);
            return groups != null && groups.length == GROUPS ? address(groups) : null;
        }
        int[] before = groups(text.substring(0, gap), false);
        int[] after = groups(text.substring(gap + 2), true);
        if (before == null || after == null || before.length + after.length >= GROUPS) {
            return null;
        }
        int[] all = new int[GROUPS];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(after, 0, all, GROUPS - after.length, after.length);
        return address(all);
    }

    /**
     * Parses 16-bit groups separated by colons, with the last two in dotted form if allowed; null if the text is
     * invalid.
     */
    private static int @Nullable [] groups(String text, boolean mayEndDotted) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] fields = text.split(":", -1);
        String last = fields[fields.length - 1];
        Dotted dotted = mayEndDotted && last.indexOf('.') >= 0 ? dotted(last) : null;
        boolean endsDotted = dotted != null && dotted.parts() == 4;
        int[] groups = new int[fields.length + (endsDotted ? 1 : 0)];
        if (dotted != null && endsDotted) {
            groups[groups.length - 2] = (int) (dotted.bits() >>> 16);
            groups[groups.length - 1] = (int) dotted.bits() & 0xffff;
        }
        for (int i = 0; i < fields.length - (endsDotted ? 1 : 0); i++) {
            groups[i] = group(fields[i]);
            if (groups[i] < 0) {
                return null;
            }
        }
        return groups;
    }

    private static int group(String digits) {
        if (digits.isEmpty() || digits.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) < 0x80 ? Character.digit(digits.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static IpAddress address(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[i + 4];
        }
        return new IpAddress(6, high, low);
    }
}
