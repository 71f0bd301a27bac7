// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import dev.udpbounce.icmp.Errno;

/** Named pipes, fifo(7). */
public final class Fifo {
    private Fifo() {}

    /** Returns whether a FIFO is open for reading: otherwise, it is not opened for writing without waiting. */
    public static boolean hasReader(String path) {
        int fd =
                Libc.calls().open(path, FcntlConstants.O_WRONLY | FcntlConstants.O_NONBLOCK | FcntlConstants.O_CLOEXEC);
        if (fd == -1) {
            return Libc.errno() != Errno.ENXIO.linux();
        }
        Libc.calls().close(fd);
        return true;
    }
}
