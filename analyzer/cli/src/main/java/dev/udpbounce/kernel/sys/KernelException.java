// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import java.io.IOException;

/** Thrown when a system call fails. Created by {@link Libc#failure}. */
public final class KernelException extends IOException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final int errno;

    /**
     * Creates an exception for a failure.
     *
     * @param call name of the call, or its purpose
     * @param errno a positive number
     * @param reason the C library's message for the errno
     */
    KernelException(String call, int errno, String reason) {
        super(call + ": " + reason);
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
