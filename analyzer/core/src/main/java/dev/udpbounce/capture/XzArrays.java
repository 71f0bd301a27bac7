// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.tukaani.xz.ArrayCache;

/**
 * Allocates the arrays of an xz stream from the shared memory budget. The dictionary of each block is the largest
 * array.
 */
final class XzArrays extends ArrayCache {
    private final DecompressionMemory memory;

    XzArrays(DecompressionMemory memory) {
        this.memory = memory;
    }

    @Override
    public byte[] getByteArray(int size, boolean fillWithZeros) {
        try {
            memory.take(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new byte[size];
    }

    @Override
    public void putArray(byte[] array) {
        memory.give(array.length);
    }
}
