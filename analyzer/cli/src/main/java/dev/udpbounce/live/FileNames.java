// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names of the files of a recording, as in tcpdump. By size alone: {@code name}, {@code name1}, {@code name2}, …; with
 * a limit, {@code name0} to {@code name9} in rotation, with as many digits as the limit's last number. By time: the
 * name with the conversions of strftime(3), and a number appended if that yields the previous name.
 */
final class FileNames {
    private static final char LEAD = '%';

    private final String pattern;
    private final boolean byTime;
    private final int limit;
    private final ZoneId zone;
    private String last = "";
    private long count;

    /**
     * @param byTime whether the pattern contains conversions of strftime
     * @param limit number of files after which the numbers start again; 0 for none
     */
    FileNames(String pattern, boolean byTime, int limit, ZoneId zone) {
        this.pattern = pattern;
        this.byTime = byTime;
        this.limit = limit;
        this.zone = zone;
    }

    String next(Instant now) {
        if (!byTime) {
            long number = count++;
            if (limit > 0) {
                int digits = String.valueOf(limit - 1).length();
                return pattern + String.format(Locale.ROOT, "%0" + digits + "d", number % limit);
            }
            return number == 0 ? pattern : pattern + number;
        }
        String expanded = expand(pattern, now.atZone(zone));
        if (!expanded.equals(last)) {
            last = expanded;
            count = 1;
            return expanded;
        }
        return expanded + count++;
    }

    /** Returns the first unknown conversion, such as {@code %q}; empty if there is none. */
    static String unknownConversion(String pattern) {
        for (int i = pattern.indexOf(LEAD); i >= 0; i = pattern.indexOf(LEAD, i + 2)) {
            String conversion = pattern.substring(i, Math.min(i + 2, pattern.length()));
            if (conversion.length() < 2 || format(conversion.charAt(1)) == null) {
                return conversion;
            }
        }
        return "";
    }

    private static String expand(String pattern, ZonedDateTime time) {
        StringBuilder name = new StringBuilder(pattern.length() + 16);
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            String format = c == LEAD && at + 1 < pattern.length() ? format(pattern.charAt(at + 1)) : null;
            if (format == null) {
                name.append(c);
            } else if (format.equals("s")) {
                name.append(time.toEpochSecond());
            } else {
                name.append(DateTimeFormatter.ofPattern(format, Locale.ROOT).format(time));
            }
            at += format == null ? 1 : 2;
        }
        return name.toString();
    }

    private static @Nullable String format(char conversion) {
        return switch (conversion) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'H' -> "HH";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'j' -> "DDD";
            case 'b' -> "MMM";
            case 'a' -> "EEE";
            case 'F' -> "uuuu-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'z' -> "xx";
            case 's' -> "s";
            case '%' -> "'%'";
            default -> null;
        };
    }
}
