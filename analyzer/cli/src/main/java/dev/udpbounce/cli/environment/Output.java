// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** An output for results. It remembers its first fault, because a writer in between may swallow the exception. */
public final class Output extends OutputStream {
    private final String name;
    private final OutputStream to;
    private @Nullable IOException fault;

    /** @param name the name of the output in messages */
    public Output(String name, OutputStream to) {
        this.name = name;
        this.to = to;
    }

    public String name() {
        return name;
    }

    /** Returns the first fault, or null. */
    @Nullable
    public IOException fault() {
        return fault;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        throwFault();
        try {
            to.write(octets, offset, length);
        } catch (IOException e) {
            throw remember(e);
        }
    }

    @Override
    public void flush() throws IOException {
        throwFault();
        try {
            to.flush();
        } catch (IOException e) {
            throw remember(e);
        }
    }

    /**
     * Closes the output. A fault is remembered like one of a write: some file systems report only here that they are
     * full.
     */
    @Override
    public void close() {
        try {
            to.close();
        } catch (IOException e) {
            if (fault == null) {
                fault = e;
            }
        }
    }

    private void throwFault() throws IOException {
        if (fault != null) {
            throw new IOException(fault.getMessage(), fault);
        }
    }

    private IOException remember(IOException e) {
        fault = e;
        return e;
    }
}
