// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.pcapng;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts about frames, in a temporary file, which has no name any more when it is open; in memory are 16 octets for each.
 * The texts of a frame keep their order.
 */
final class Notes implements Closeable {
    /** Texts of one run. */
    static final int MOST = 1 << 22;

    private static final int INDEX_BITS = 24;
    private static final int BUFFER = 1 << 16;

    /** The texts about the frames of one file. */
    private static final class OfFile {
        /** Frame number, and index of the text. */
        private long[] keys = new long[16];
        /** Where the text is; its length stands before it. */
        private long[] places = new long[16];

        private int count;
        private boolean sorted;

        void add(long frame, long place) {
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, 2 * count);
                places = Arrays.copyOf(places, 2 * count);
            }
            keys[count] = frame << INDEX_BITS | count;
            places[count++] = place;
        }

        /** Returns the index of the first text about a frame or a later one. */
        int first(long frame) {
            if (!sorted) {
                Arrays.sort(keys, 0, count);
                sorted = true;
            }
            int at = Arrays.binarySearch(keys, 0, count, frame << INDEX_BITS);
            return at < 0 ? -1 - at : at;
        }

        boolean isAbout(int at, long frame) {
            return at < count && keys[at] >>> INDEX_BITS == frame;
        }

        long place(int at) {
            return places[(int) (keys[at] & (1 << INDEX_BITS) - 1)];
        }
    }

    private final Map<String, OfFile> files = new HashMap<>();
    private final int most;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private @Nullable FileChannel texts;
    private long written;
    private int count;
    private long omitted;

    Notes() {
        this(MOST);
    }

    /** @param most texts to hold at most */
    Notes(int most) {
        this.most = most;
    }

    /** Adds a text about a frame. */
    void add(String file, long frame, String text) throws IOException {
        if (count == most) {
            omitted++;
            return;
        }
        count++;
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(octets.length, BUFFER - Integer.BYTES);
        if (buffer.remaining() < Integer.BYTES + length) {
            drain();
        }
        files.computeIfAbsent(file, name -> new OfFile()).add(frame, written + buffer.position());
        buffer.putInt(length).put(octets, 0, length);
    }

    /** Returns the texts about a frame. */
    List<String> of(String file, long frame) throws IOException {
        OfFile known = files.get(file);
        if (known == null) {
            return List.of();
        }
        int at = known.first(frame);
        if (!known.isAbout(at, frame)) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        for (; known.isAbout(at, frame); at++) {
            found.add(text(known.place(at)));
        }
        return found;
    }

    /** Texts for which there was no room. */
    long omitted() {
        return omitted;
    }

    private String text(long place) throws IOException {
        if (place >= written) {
            int at = (int) (place - written);
            return new String(buffer.array(), at + Integer.BYTES, buffer.getInt(at), StandardCharsets.UTF_8);
        }
        ByteBuffer length = read(place, Integer.BYTES);
        return new String(read(place + Integer.BYTES, length.getInt(0)).array(), StandardCharsets.UTF_8);
    }

    private ByteBuffer read(long place, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        FileChannel file = channel();
        while (into.hasRemaining()) {
            if (file.read(into, place + into.position()) < 0) {
                throw new IOException("the temporary file of comments was cut");
            }
        }
        return into;
    }

    private void drain() throws IOException {
        buffer.flip();
        written += buffer.remaining();
        while (buffer.hasRemaining()) {
            channel().write(buffer);
        }
        buffer.clear();
    }

    private FileChannel channel() throws IOException {
        FileChannel file = texts;
        if (file == null) {
            Path path = Files.createTempFile("udpbounce", ".comments");
            try {
                file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                texts = file;
            } finally {
                Files.delete(path);
            }
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        if (texts != null) {
            texts.close();
        }
    }
}
