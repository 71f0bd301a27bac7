// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.InputStream;

/**
 * Decompresses one format. Implementations are found by {@link java.util.ServiceLoader} and take precedence over the
 * built-in ones for gzip, bzip2, xz and lz4.
 */
public interface Decompressor {
    /** The format: {@code gzip}, {@code bzip2}, {@code xz}, {@code lz4} or {@code zstd}. */
    String format();

    /**
     * Opens a stream of the concatenated content of all members or frames of {@code compressed}. The stream throws an
     * {@link IOException} if the compressed data are truncated, corrupt or followed by other data, but only after it
     * has returned all content before the fault. Memory beyond a few hundred kilobytes must first be taken from
     * {@code memory}, until the stream is closed.
     */
    InputStream open(InputStream compressed, DecompressionMemory memory) throws IOException;
}
