// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The resources shared by the inputs of one run. */
final class Workspace {
    /** Each of these takes a thread and a megabyte. */
    private static final int MOST_READ_AHEADS = 8;

    private final OpenFiles files = new OpenFiles();
    private final Lineage lineage = new Lineage();
    private final DecompressionMemory memory = DecompressionMemory.ofThisProcess();
    private final Buffers buffers;
    private int readAheads;
    private @Nullable List<Decompressor> decompressors;

    Workspace() {
        this(Window.SIZE);
    }

    /** @param windowSize maximum number of octets to read at once */
    Workspace(int windowSize) {
        buffers = new Buffers(windowSize);
    }

    OpenFiles files() {
        return files;
    }

    Lineage lineage() {
        return lineage;
    }

    DecompressionMemory memory() {
        return memory;
    }

    /** Returns whether another input may have a decompressing thread. Counts the thread if so. */
    boolean mayReadAhead() {
        boolean may = readAheads < MOST_READ_AHEADS;
        readAheads += may ? 1 : 0;
        return may;
    }

    /** Records that the thread of an input has ended. */
    void endReadAhead() {
        readAheads--;
    }

    /** Decompressors of other modules, looked up at the first compressed file. */
    List<Decompressor> decompressors() {
        List<Decompressor> found = decompressors;
        if (found == null) {
            found = ServiceLoader.load(Decompressor.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
            decompressors = found;
        }
        return found;
    }

    Buffers buffers() {
        return buffers;
    }
}
