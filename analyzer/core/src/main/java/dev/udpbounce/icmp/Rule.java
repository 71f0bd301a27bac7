// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** By which system's rule the sockets of a host are told of errors. That of Linux is known as a whole. */
public enum Rule {
    LINUX("Linux"),
    /** {@code recvfrom}, WSAECONNRESET and WSAENETRESET, and SIO_UDP_CONNRESET, in Microsoft's reference of Winsock. */
    WINDOWS("Windows"),
    /** {@code udp_ctlinput}, {@code icmp_input} and {@code inetctlerrmap} of FreeBSD, NetBSD and macOS, where they agree. */
    BSD("BSD");

    private final String system;

    Rule(String system) {
        this.system = system;
    }

    /** The system in words. */
    public String system() {
        return system;
    }

    /**
     * The rule of a system that a capture names as it likes, such as {@code 64-bit Windows 10 (22H2), build 19045} or
     * {@code macOS 14.1, build 23B74 (Darwin 23.1.0)}; null if it is not known.
     */
    public static @Nullable Rule of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("linux") || lower.contains("android")) {
            return LINUX;
        }
        if (lower.contains("windows")) {
            return WINDOWS;
        }
        boolean bsd = lower.contains("bsd") || lower.contains("darwin") || lower.contains("macos");
        return bsd || lower.contains("mac os") ? BSD : null;
    }
}
