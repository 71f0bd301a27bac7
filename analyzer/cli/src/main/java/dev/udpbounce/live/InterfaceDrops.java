// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Packets that an interface had no room for, as libpcap counts them: 0 if the interface does not say. */
final class InterfaceDrops {
    private static final Path INTERFACES = Path.of("/sys/class/net");

    private final List<Path> files;
    private final long before;

    InterfaceDrops(String name) {
        Path folder = INTERFACES.resolve(name).resolve("statistics");
        files = List.of(folder.resolve("rx_missed_errors"), folder.resolve("rx_fifo_errors"));
        before = read();
    }

    long sinceOpened() {
        return read() - before;
    }

    private long read() {
        long sum = 0;
        for (Path each : files) {
            try {
                sum += Long.parseLong(
                        Files.readString(each, StandardCharsets.ISO_8859_1).strip());
            } catch (IOException | NumberFormatException e) {
                return 0;
            }
        }
        return sum;
    }
}
