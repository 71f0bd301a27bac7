// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import org.pcap4j.core.Pcaps;

/** The capture library of this machine; it is not bundled with this program. */
public final class Libpcap {
    private Libpcap() {}

    /**
     * Loads the library.
     *
     * @throws CaptureException if it is not installed, or if native code cannot be loaded here
     */
    static void require() throws CaptureException {
        version();
    }

    /**
     * Loads the library and returns how it names itself, such as {@code libpcap version 1.10.3}.
     *
     * @throws CaptureException if it is not installed, or if native code cannot be loaded here
     */
    public static String version() throws CaptureException {
        try {
            return Pcaps.libVersion();
        } catch (LinkageError e) {
            String text = String.valueOf(e.getMessage());
            String reason = text.contains("jnidispatch")
                    ? "native code cannot be loaded: "
                            + text.lines().findFirst().orElse(text)
                    : "libpcap cannot be loaded: install the package libpcap0.8 (Debian, Ubuntu) or libpcap (others)";
            throw new CaptureException(CaptureException.Kind.INTERFACE, reason);
        }
    }
}
