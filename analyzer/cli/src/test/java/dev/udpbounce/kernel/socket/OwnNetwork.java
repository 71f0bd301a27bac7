// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.kernel.sys.Libc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jnr.ffi.LibraryLoader;
import jnr.ffi.types.size_t;

/**
 * A network namespace with only a loopback interface, removed on close. It belongs to one thread, which stays on one
 * processor, where loopback packets are processed in order.
 */
final class OwnNetwork implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int MOST_PROCESSORS = 8192;

    /** Functions that {@link Libc} does not need. */
    public interface Calls {
        int unshare(int flags);

        int sched_getcpu();

        int sched_setaffinity(int pid, @size_t long size, ByteBuffer mask);
    }

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private OwnNetwork() {}

    /** Creates a namespace. Requires CAP_SYS_ADMIN. */
    static OwnNetwork make() throws IOException {
        Libc.runtime();
        Calls calls = LibraryLoader.create(Calls.class).load("c");
        OwnNetwork network = new OwnNetwork();
        network.in(() -> {
            ByteBuffer mask = Libc.buffer(MOST_PROCESSORS / Byte.SIZE);
            int processor = calls.sched_getcpu();
            mask.put(processor / Byte.SIZE, (byte) (1 << processor % Byte.SIZE));
            Libc.check("sched_setaffinity", calls.sched_setaffinity(0, mask.capacity(), mask));
            Libc.check("unshare", calls.unshare(CLONE_NEWNET));
            int status = new ProcessBuilder("ip", "link", "set", "lo", "up")
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException("ip link set lo up: status " + status);
            }
            return status;
        });
        return network;
    }

    /** Runs a task in the namespace. */
    <T> T in(Callable<T> task) throws IOException {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
