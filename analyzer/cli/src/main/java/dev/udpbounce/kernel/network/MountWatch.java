// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.network;

import dev.udpbounce.kernel.sys.FcntlConstants;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import java.nio.ByteBuffer;

/**
 * Waits until a file system is mounted or unmounted: {@code ip netns add} and container runtimes keep a namespace by a
 * bind mount (proc_pid_mountinfo(5)). For one thread at a time.
 */
public final class MountWatch implements AutoCloseable {
    private static final String MOUNTS = "/proc/self/mountinfo";
    private static final int POLLPRI = 2;

    private final int fd;
    private final ByteBuffer descriptor = Libc.buffer(8);

    private MountWatch(int fd) {
        this.fd = fd;
    }

    public static MountWatch open() throws KernelException {
        return new MountWatch(Libc.check(MOUNTS, Libc.calls().open(MOUNTS, FcntlConstants.O_CLOEXEC)));
    }

    /** Waits for a change since the last call, or for the time; may return early. */
    public void await(int timeoutMs) {
        descriptor.putInt(0, fd).putShort(4, (short) POLLPRI);
        Libc.calls().poll(descriptor, 1, timeoutMs);
    }

    @Override
    public void close() {
        Libc.calls().close(fd);
    }
}
