package dev.udpbounce.capture;

import java.io.IOException;
import java.io.InputStream;

/**
 * Decompresses one format. Implementations are found by {@link java.util.ServiceLoader} and come before those that
 * are built in, which read gzip, bzip2, xz and lz4.
 */
public interface Decompressor {
    /** The format: {@code gzip}, {@code bzip2}, {@code xz}, {@code lz4} or {@code zstd}. */
    String format();

    /**
     * A stream of the content of all members or frames that {@code compressed} holds, end to end. It throws an
     * {@link IOException} where the compressed data are cut or broken or where something else follows them, but only
     * after a call that has returned everything that stands before the fault.
     */
    InputStream open(InputStream compressed) throws IOException;
}
