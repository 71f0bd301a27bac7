// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Attaches to all threads of a running process, and provides a way to wake the tracer. */
final class Attachment {
    private static final String SLEEP = "/bin/sleep";

    private final TraceCalls calls;

    Attachment(TraceCalls calls) {
        this.calls = calls;
    }

    /**
     * Seizes and interrupts every thread, including threads created meanwhile.
     *
     * @return the thread ids
     */
    Set<Integer> seize(int pid, int options) throws IOException {
        Set<Integer> seized = new LinkedHashSet<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (int tid : threads(pid)) {
                if (seized.contains(tid)) {
                    continue;
                }
                if (calls.ptrace(Ptrace.SEIZE, tid, 0, options) == 0) {
                    seized.add(tid);
                    grown = true;
                    calls.ptrace(Ptrace.INTERRUPT, tid, 0, 0);
                } else if (tid == pid) {
                    int errno = Libc.errno();
                    throw new TraceException(
                            "process " + pid + ": " + Libc.message(errno) + Forbidden.reason(errno, pid));
                }
            }
        }
        return seized;
    }

    private static Set<Integer> threads(int pid) throws TraceException {
        Set<Integer> threads = new LinkedHashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                threads.add(Integer.parseInt(task.getFileName().toString()));
            }
        } catch (NoSuchFileException e) {
            throw new TraceException("process " + pid + ": there is none");
        } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
            throw new TraceException("process " + pid + ": " + e.getMessage());
        }
        return threads;
    }

    /**
     * Creates an idle child whose end wakes the tracer from {@code waitpid}. It ends with the tracer at the latest.
     *
     * @return the child's pid
     */
    int bell() throws IOException {
        byte[] path = Octets.encode(SLEEP);
        List<byte[]> arguments = List.of(path, Octets.encode("infinity"));
        Launch launch = Launch.begin(path, arguments, List.of(), Inheritance.NOTHING);
        launch.await();
        if (calls.ptrace(Ptrace.SEIZE, launch.pid(), 0, Ptrace.O_EXITKILL) == -1) {
            throw refused(launch.pid());
        }
        launch.release();
        return launch.pid();
    }

    /** Kills a child that cannot be traced, and returns the reason. */
    TraceException refused(int pid) {
        int errno = Libc.errno();
        String reason = Libc.message(errno) + Forbidden.reason(errno, pid);
        Libc.calls().kill(pid, Ptrace.SIGKILL);
        while (calls.waitpid(pid, Libc.buffer(Integer.BYTES), Ptrace.WALL) == -1
                && Libc.errno() == Errno.EINTR.linux()) {
            // repeat until it has ended
        }
        return new TraceException("ptrace: " + reason);
    }

    static void ring(int bell) {
        Libc.calls().kill(bell, Ptrace.SIGKILL);
    }
}
