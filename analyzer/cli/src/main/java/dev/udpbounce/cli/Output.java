package dev.udpbounce.cli;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A place that results go to. It remembers the first fault, because a writer in between may swallow it. */
final class Output extends OutputStream {
    private final String name;
    private final OutputStream to;
    private @Nullable IOException fault;

    /** @param name what messages call it */
    Output(String name, OutputStream to) {
        this.name = name;
        this.to = to;
    }

    String name() {
        return name;
    }

    /** Why it could not be written, or null. */
    @Nullable
    IOException fault() {
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

    /** A fault of closing is remembered like one of writing: some file systems tell only then that they are full. */
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
