// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways in which a user names ICMP errors: by version, type and code, by name, or by the errno that they bring. */
public final class IcmpNames {
    private static final Pattern ERROR = Pattern.compile("(?:[vV]?([46]):)?(\\d{1,3})/(\\d{1,3})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern ERRNO = Pattern.compile("[eE][a-zA-Z0-9]{1,20}");
    private static final int MOST = 255;

    private IcmpNames() {}

    /**
     * Returns the errors that a text names: {@code 3/3} and {@code v4:3/3} of ICMP, {@code v6:1/4} of ICMPv6, {@code
     * port-unreachable} of both, {@code 111} and {@code ECONNREFUSED} those that Linux converts to this errno. Never
     * empty.
     *
     * @throws IllegalArgumentException with a message for the user if it names none
     */
    public static List<IcmpCode> parse(String text) {
        Matcher error = ERROR.matcher(text);
        if (error.matches()) {
            return List.of(code(text, error));
        }
        List<IcmpCode> named = named(text);
        return named.isEmpty() ? bringing(text) : named;
    }

    /** Returns whether a text names an error itself, and not by the errno that it brings. */
    public static boolean names(String text, IcmpCode code) {
        return ERROR.matcher(text).matches() || word(code).equals(text.toLowerCase(Locale.ROOT));
    }

    /** Returns the name of an error as one word in lower case: {@code port-unreachable}. */
    public static String word(IcmpCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static List<IcmpCode> named(String text) {
        return IcmpTable.known().stream().filter(code -> names(text, code)).toList();
    }

    private static IcmpCode code(String text, Matcher error) {
        int version = "6".equals(error.group(1)) ? 6 : 4;
        int type = Integer.parseInt(error.group(2));
        int code = Integer.parseInt(error.group(3));
        if (type > MOST || code > MOST) {
            throw new IllegalArgumentException("'" + text + "' is no ICMP error: type and code are at most " + MOST);
        }
        return IcmpTable.of(version, type, code);
    }

    private static List<IcmpCode> bringing(String text) {
        Errno errno;
        if (NUMBER.matcher(text).matches()) {
            errno = Errno.ofLinux(Integer.parseInt(text));
        } else if (ERRNO.matcher(text).matches()) {
            errno = Errno.named(text);
        } else {
            throw new IllegalArgumentException("'" + text + "' is neither an errno such as 111 or ECONNREFUSED,"
                    + " nor an ICMP error such as 3/3, v6:1/4 or port-unreachable");
        }
        List<IcmpCode> bringing = errno == null ? List.of() : IcmpTable.bringing(errno);
        if (bringing.isEmpty()) {
            throw new IllegalArgumentException("no ICMP error brings the errno '" + text + "' to a UDP socket");
        }
        return bringing;
    }
}
