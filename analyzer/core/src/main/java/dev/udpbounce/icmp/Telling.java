// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import org.jspecify.annotations.Nullable;

/**
 * How a system other than Linux tells a socket of an error. A connected one is told in any case.
 *
 * @param name of the error that a call fails with
 * @param number of that error
 * @param tellsUnconnected whether an unconnected socket is told as well
 * @param unless the option of a socket that keeps it from being told; null if there is none
 */
public record Telling(
        String name,
        int number,
        boolean tellsUnconnected,
        @Nullable String unless) {
    static final Telling WINDOWS_REFUSED = new Telling("WSAECONNRESET", 10054, true, "SIO_UDP_CONNRESET");
    static final Telling WINDOWS_HOPS = new Telling("WSAENETRESET", 10052, true, "SIO_UDP_NETRESET");
    static final Telling BSD_REFUSED = new Telling("ECONNREFUSED", 61, false, null);
    static final Telling BSD_UNREACHABLE = new Telling("EHOSTUNREACH", 65, false, null);
    static final Telling BSD_TOO_BIG = new Telling("EMSGSIZE", 40, false, null);
}
