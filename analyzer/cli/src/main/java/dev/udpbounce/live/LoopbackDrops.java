// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Packets that the loopback interface has sent and not received because its queue was full (the kernel's {@code
 * enqueue_to_backlog}, {@code net.core.netdev_max_backlog}). libpcap's drop count of an interface does not include
 * them.
 */
final class LoopbackDrops implements Closeable {
    private static final Path DEVICES = Path.of("/proc/thread-self/net/dev");
    private static final String NAME = CaptureOptions.LOOPBACK + ":";
    /** The index among the fields after the name: octets, packets, errors, drops. */
    private static final int DROPS = 3;

    private static final int BLOCK = 1 << 13;

    /** The file stays that of the network namespace in which it was opened. */
    private final FileChannel file;

    private LoopbackDrops(FileChannel file) {
        this.file = file;
    }

    /** Opens the counts of the network namespace of this thread. */
    static LoopbackDrops open() throws IOException {
        return new LoopbackDrops(FileChannel.open(DEVICES, StandardOpenOption.READ));
    }

    /** Returns the drops since the interface was created. */
    synchronized long read() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(BLOCK);
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (file.read(block, all.size()) > 0) {
            all.write(block.array(), 0, block.position());
            block.clear();
        }
        return of(all.toString(StandardCharsets.ISO_8859_1).lines().toList());
    }

    @Override
    public void close() throws IOException {
        file.close();
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
