package dev.udpbounce.cli;

import java.util.function.LongSupplier;

/**
 * Shows on a terminal how far a long read has come: from the first second on, five times a second, in one line that is
 * erased at the end.
 */
final class Progress implements AutoCloseable {
    private static final long FIRST_MS = 1000;
    private static final long EVERY_MS = 200;
    /** Octets of a file that come with each packet. */
    private static final int RECORD_HEADER = 16;

    private static final String ERASE = "\r\u001b[K";

    private final Messages messages;
    private final LongSupplier packets;
    private final LongSupplier bytes;
    private final long totalBytes;
    private final Thread thread = new Thread(this::show, "progress");
    private boolean closed;
    private boolean shown;

    /**
     * @param packets read so far
     * @param bytes captured octets of these
     * @param totalBytes size of the files that they come from; 0 if unknown
     */
    Progress(Messages messages, LongSupplier packets, LongSupplier bytes, long totalBytes) {
        this.messages = messages;
        this.packets = packets;
        this.bytes = bytes;
        this.totalBytes = totalBytes;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Erases the line; nothing is shown afterwards. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        if (shown) {
            shown = false;
            messages.raw(ERASE);
        }
    }

    private synchronized void show() {
        try {
            waitFor(FIRST_MS);
            while (!closed) {
                shown = true;
                messages.raw(ERASE + line(packets.getAsLong(), bytes.getAsLong()));
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
