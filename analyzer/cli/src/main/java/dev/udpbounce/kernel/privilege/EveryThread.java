// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.CallTable;
import dev.udpbounce.kernel.sys.Libc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import jnr.ffi.Pointer;

/**
 * Makes every thread of this process execute the same system calls, including JVM threads, which never run Java code.
 * Capabilities belong to a thread, and only the thread itself can drop them; the C library does the same for ids
 * ({@code setxid} in nptl). Each thread receives a signal whose handler makes the calls.
 */
final class EveryThread {
    private static final Path TASKS = Path.of("/proc/self/task");
    /** A real-time signal; neither the C library nor the JVM uses any above 33. */
    private static final int SIGNAL = 59;

    private static final int SA_RESTART = 0x10000000;
    private static final long PATIENCE_NS = 5_000_000_000L;
    private static final long LOOK_NS = 200_000;

    /** {@code struct sigaction} of the C library: handler (64 bits), mask (1024), flags (32), restorer (64). */
    private static final int SIGACTION = 152;

    private static final int FLAGS = 136;

    private final Libc.Calls calls = Libc.calls();
    private final ByteBuffer done = Libc.buffer(Integer.BYTES);

    private EveryThread() {}

    /** Returns whether this is possible on this machine. */
    static boolean possible() {
        return CallNumbers.areOfThisMachine();
    }

    /**
     * Returns when every thread has made the calls. The results differ between threads: the caller must check their
     * effect.
     *
     * @throws IOException if a thread does not handle the signal
     */
    static void make(CallTable table) throws IOException {
        make(table, 0);
    }

    /** @param except a thread that does not make them; 0 for none */
    static void make(CallTable table, int except) throws IOException {
        new EveryThread().run(table, except);
    }

    private void run(CallTable table, int except) throws IOException {
        // push rbx; the calls; mov rax, done; lock inc dword [rax]; pop rbx; ret
        ByteBuffer after = ByteBuffer.allocate(15).order(ByteOrder.LITTLE_ENDIAN);
        after.put(CallTable.octets(0x48, 0xb8)).putLong(CallTable.address(done));
        after.put(CallTable.octets(0xf0, 0xff, 0x00, 0x5b, 0xc3));
        long handler = table.map(CallTable.octets(0x53), after.array());
        ByteBuffer before = Libc.buffer(SIGACTION);
        ByteBuffer action = Libc.buffer(SIGACTION).putLong(0, handler).putInt(FLAGS, SA_RESTART);
        Libc.check("sigaction", calls.sigaction(SIGNAL, action, before));
        signalAll(except);
        // Skipped after a failure, so that a late signal still finds its handler.
        Libc.check("sigaction", calls.sigaction(SIGNAL, before, null));
        table.unmap();
    }

    /** Repeats until every thread has been signaled; threads created by signaled threads inherit their capabilities. */
    private void signalAll(int except) throws IOException {
        Set<Integer> signalled = new HashSet<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (int tid : threads()) {
                if (tid != except && signalled.add(tid)) {
                    grown = true;
                    signal(tid);
                }
            }
        }
    }

    /** Signals one thread at a time, to detect which one does not respond. */
    private void signal(int tid) throws IOException {
        int before = doneSoFar();
        if (calls.syscall(CallNumbers.TGKILL, calls.getpid(), tid, SIGNAL) == -1) {
            return; // the thread has ended
        }
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (doneSoFar() == before) {
            if (!Files.exists(TASKS.resolve(String.valueOf(tid)))) {
                return;
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IOException("thread " + tid + " does not take a signal");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /** Reads by address, because other threads write the counter by machine code. */
    private int doneSoFar() {
        return Pointer.wrap(Libc.runtime(), done).getInt(0);
    }

    private static Set<Integer> threads() throws IOException {
        Set<Integer> threads = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                threads.add(Integer.parseInt(task.getFileName().toString()));
            }
        }
        return threads;
    }
}
