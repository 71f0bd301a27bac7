// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a capture.
 *
 * @param interfaces names of the interfaces, {@link #ANY} for all of them at once
 * @param snapLength octets that are kept from the start of each packet
 * @param bufferOctets size of the kernel's buffer for each interface
 * @param promiscuous whether packets for other hosts are captured too
 * @param expression selects the datagrams, in the language of pcap-filter(7); null for all
 */
public record CaptureOptions(
        List<String> interfaces,
        int snapLength,
        int bufferOctets,
        boolean promiscuous,
        @Nullable String expression) {
    /** The name that stands for all interfaces. */
    public static final String ANY = "any";

    /** The name that stands for what another program captures, and writes to standard input. */
    public static final String STANDARD_INPUT = "-";

    /** The loopback interface of Linux. */
    public static final String LOOPBACK = "lo";

    /**
     * The read timeout, after which the kernel hands over a block that is not full. Immediate mode is not used: there,
     * every packet takes as much of the ring as the longest packet may, and the kernel wakes the reader for each.
     */
    static final int READ_TIMEOUT_MS = 10;

    /** Returns whether an interface is to capture packets for other hosts: a property that {@link #ANY} does not have. */
    boolean isPromiscuous(String name) {
        return promiscuous && !name.equals(ANY);
    }
}
