// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import dev.udpbounce.kernel.sys.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread that keeps a few rights when its process gives up all of them ({@link Privileges#dropForGood}): to see the
 * network namespaces of all processes, to enter them, and to capture there. It has the user of the process, and only
 * these capabilities ({@link Capabilities#KEPT}); a thread that it starts has them too.
 *
 * <p>This protects from mistakes, as in the names of output files, and from what such a file or a client can do to the
 * other threads through the kernel. It does not protect from machine code that runs in the process.
 */
public final class RightsKeeper implements AutoCloseable {
    private static final Path THREAD = Path.of("/proc/thread-self");
    private static final int PR_SET_KEEPCAPS = 8;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "namespaces");
        made.setDaemon(true);
        return made;
    });
    private final int tid;

    private RightsKeeper() throws IOException {
        tid = Integer.parseInt(
                call(() -> Files.readSymbolicLink(THREAD).getFileName().toString()));
    }

    /** Starts the thread, which has all rights of the process until these are given up. */
    public static RightsKeeper start() throws IOException {
        return new RightsKeeper();
    }

    /** Runs a task on the thread and returns its result. */
    public <T> T call(Callable<T> task) throws IOException {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Starts another thread, which then has the rights as well. */
    public void start(Thread another) throws IOException {
        call(() -> {
            another.start();
            return another;
        });
    }

    int tid() {
        return tid;
    }

    /** Keeps the permitted capabilities across a change of user. */
    void keep() throws IOException {
        call(() -> Libc.check("prctl", Libc.calls().prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)));
    }

    /** Gives up all rights but those that are kept. */
    void narrow() throws IOException {
        call(() -> {
            Capabilities.keepHere();
            return tid;
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
