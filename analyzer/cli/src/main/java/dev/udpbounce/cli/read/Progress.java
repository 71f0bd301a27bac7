// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import dev.udpbounce.cli.environment.Diagnostics;
import java.util.function.LongSupplier;

/**
 * Shows the progress of a long read on a terminal: after the first second, five times a second, in one line that is
 * erased at the end.
 */
final class Progress implements AutoCloseable {
    private static final long FIRST_MS = 1000;
    private static final long EVERY_MS = 200;
    /** Octets of a record header in a file. */
    private static final int RECORD_HEADER = 16;

    private static final String ERASE = "\r\u001b[K";

    private final Diagnostics diagnostics;
    private final LongSupplier packets;
    private final LongSupplier bytes;
    private final long totalBytes;
    private final Thread thread = new Thread(this::show, "progress");
    private boolean closed;
    private boolean shown;

    /**
     * @param packets number of packets read so far
     * @param bytes captured octets of these packets
     * @param totalBytes total size of the files; 0 if unknown
     */
    Progress(Diagnostics diagnostics, LongSupplier packets, LongSupplier bytes, long totalBytes) {
        this.diagnostics = diagnostics;
        this.packets = packets;
        this.bytes = bytes;
        this.totalBytes = totalBytes;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Erases the line and ends the display. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        if (shown) {
            shown = false;
            diagnostics.raw(ERASE);
        }
    }

    private synchronized void show() {
        try {
            waitFor(FIRST_MS);
            while (!closed) {
                shown = true;
                diagnostics.raw(ERASE + line(packets.getAsLong(), bytes.getAsLong()));
                waitFor(EVERY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void waitFor(long milliseconds) throws InterruptedException {
        long deadlineNs = System.nanoTime() + milliseconds * 1_000_000;
        for (long leftNs = deadlineNs - System.nanoTime();
                !closed && leftNs > 0;
                leftNs = deadlineNs - System.nanoTime()) {
            wait(leftNs / 1_000_000 + 1);
        }
    }

    private String line(long packetsNow, long bytesNow) {
        StringBuilder line = new StringBuilder(60);
        line.append(packetsNow).append(" packets, ").append(bytesNow >> 20).append(" MiB");
        if (totalBytes > 0) {
            long read = bytesNow + packetsNow * RECORD_HEADER;
            line.append(", ").append(Math.min(99, read * 100 / totalBytes)).append(" %");
        }
        return line.toString();
    }
}
