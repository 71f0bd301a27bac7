// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that holds a reservation of decompression memory until it is closed. */
final class Reserved extends FilterInputStream {
    /** Opens a decompressor. */
    interface Opening {
        InputStream open() throws IOException;
    }

    private final DecompressionMemory memory;
    private long octets;

    private Reserved(InputStream content, DecompressionMemory memory, long octets) {
        super(content);
        this.memory = memory;
        this.octets = octets;
    }

    /** Takes the memory, then opens the stream. Gives the memory back if opening fails. */
    static Reserved open(DecompressionMemory memory, long octets, Opening opening) throws IOException {
        memory.take(octets);
        InputStream content = null;
        try {
            content = opening.open();
            return new Reserved(content, memory, octets);
        } finally {
            if (content == null) {
                memory.give(octets);
            }
        }
    }

    @Override
    public void close() throws IOException {
        memory.give(octets);
        octets = 0;
        super.close();
    }
}
