// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Buffers output until {@link #release}, which is called when no more output is expected at the moment: a single line
 * appears at once, and many lines take few writes.
 */
public final class GatheringOutput extends OutputStream {
    private static final int CAPACITY = 1 << 16;

    private final OutputStream to;
    private final boolean eachLine;
    private final byte[] buffer = new byte[CAPACITY];
    private int length;
    private @Nullable IOException fault;

    /** @param eachLine whether {@link #flush} writes the buffer; writers flush after every event */
    public GatheringOutput(OutputStream to, boolean eachLine) {
        this.to = to;
        this.eachLine = eachLine;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        throwFault();
        if (count > CAPACITY - length) {
            release();
        }
        if (count > CAPACITY) {
            to.write(octets, offset, count);
            return;
        }
        System.arraycopy(octets, offset, buffer, length, count);
        length += count;
    }

    @Override
    public void flush() throws IOException {
        throwFault();
        if (eachLine) {
            release();
        }
    }

    /** Writes the buffered octets. A failure is thrown again by every later call. */
    public void release() throws IOException {
        throwFault();
        if (length == 0) {
            return;
        }
        int count = length;
        length = 0;
        try {
            to.write(buffer, 0, count);
            to.flush();
        } catch (IOException e) {
            fault = e;
            throw e;
        }
    }

    private void throwFault() throws IOException {
        if (fault != null) {
            throw new IOException(fault.getMessage(), fault);
        }
    }
}
