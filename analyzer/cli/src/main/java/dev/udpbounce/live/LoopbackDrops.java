// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Packets that the loopback interface has sent and not received because its queue was full (the kernel's {@code
 * enqueue_to_backlog}, {@code net.core.netdev_max_backlog}). libpcap's drop count of an interface does not include
 * them.
 */
final class LoopbackDrops {
    private static final Path DEVICES = Path.of("/proc/self/net/dev");
    private static final String NAME = CaptureOptions.LOOPBACK + ":";
    /** The index among the fields after the name: octets, packets, errors, drops. */
    private static final int DROPS = 3;

    private LoopbackDrops() {}

    /** Returns the drops since the interface was created, in this network namespace. */
    static long read() throws IOException {
        return of(Files.readAllLines(DEVICES, StandardCharsets.ISO_8859_1));
    }

    /** @param devices the lines of {@code dev} in proc_net(5) */
    static long of(List<String> devices) throws IOException {
        for (String line : devices) {
            String trimmed = line.strip();
            if (trimmed.startsWith(NAME)) {
                String[] fields = trimmed.substring(NAME.length()).strip().split(" +", DROPS + 2);
                return Long.parseLong(fields[DROPS]);
            }
        }
        throw new IOException(DEVICES + " has no line of " + CaptureOptions.LOOPBACK);
    }
}
