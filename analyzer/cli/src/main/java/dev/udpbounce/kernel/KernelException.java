package dev.udpbounce.kernel;

import java.io.IOException;

/** A system call failed. */
public final class KernelException extends IOException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final int errno;

    /**
     * @param call its name, or what it was to do
     * @param errno a positive number
     */
    public KernelException(String call, int errno) {
        super(call + ": " + Libc.message(errno));
        this.call = call;
        this.errno = errno;
    }

    public String call() {
        return call;
    }

    public int errno() {
        return errno;
    }
}
