package dev.udpbounce.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is captured, and how.
 *
 * @param interfaces names, {@link #ANY} for all of them at once
 * @param snapLength octets of each packet that are kept, from its start
 * @param bufferOctets size of the kernel's buffer for each interface
 * @param promiscuous whether packets for other hosts are wanted too
 * @param expression which datagrams are wanted, in the language of pcap-filter(7); null for all
 */
public record CaptureOptions(
        List<String> interfaces,
        int snapLength,
        int bufferOctets,
        boolean promiscuous,
        @Nullable String expression) {
    /** The name that stands for every interface. */
    public static final String ANY = "any";

    /** The loopback interface of Linux. */
    public static final String LOOPBACK = "lo";
}
