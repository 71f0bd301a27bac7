// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;

/**
 * The content of an input, decompressed if necessary, with the resources for reading it: buffers and possibly a thread.
 */
final class Content {
    private final Window window;
    private final ReadableByteChannel channel;
    private final Runnable end;

    private Content(Window window, ReadableByteChannel channel, Runnable end) {
        this.window = window;
        this.channel = channel;
        this.end = end;
    }

    /** The content of a channel as it is. The channel is not closed. */
    static Content plain(ReadableByteChannel raw, Workspace workspace) {
        Buffers buffers = workspace.buffers();
        Window window = new Window(raw, buffers.take());
        return new Content(window, raw, () -> buffers.giveBack(window.first()));
    }

    /**
     * Opens the decompressed content.
     *
     * @param compressed compressed content, at its start; closed with the result or on failure
     * @param ahead whether a thread may decompress ahead of the reader
     */
    static Content decompressed(
            String name, Content compressed, Compression compression, Workspace workspace, boolean ahead)
            throws UnreadableException {
        InputStream stream = stream(name, compressed, compression, workspace);
        String format = compression.format();
        if (ahead && workspace.mayReadAhead()) {
            ReadAhead channel = new ReadAhead(stream, format);
            return decompressed(channel, channel::close, compressed, workspace, workspace::endReadAhead);
        }
        Decompressed channel = new Decompressed(stream, format);
        return decompressed(channel, channel::close, compressed, workspace, () -> {});
    }

    private static Content decompressed(
            ReadableByteChannel channel, Runnable close, Content compressed, Workspace workspace, Runnable end) {
        Buffers buffers = workspace.buffers();
        Window window = new Window(channel, buffers.take());
        return new Content(window, channel, () -> {
            close.run();
            buffers.giveBack(window.first());
            if (!channel.isOpen()) {
                compressed.close();
            }
            end.run();
        });
    }

    private static InputStream stream(String name, Content compressed, Compression compression, Workspace workspace)
            throws UnreadableException {
        String format = compression.format();
        try {
            InputStream stream = compression.open(
                    new WindowStream(compressed.window, compressed.channel),
                    workspace.decompressors(),
                    workspace.memory());
            if (stream != null) {
                return stream;
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            compressed.close();
            throw new UnreadableException(name, Faults.ofDecompressor(format, e));
        }
        compressed.close();
        throw new UnreadableException(name, format + "-compressed: not supported by this build");
    }

    Window window() {
        return window;
    }

    void close() {
        end.run();
    }
}
