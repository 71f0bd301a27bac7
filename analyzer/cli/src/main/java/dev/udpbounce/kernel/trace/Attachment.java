package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes hold of a process that is running, all its threads, and has a way to wake its tracer. */
final class Attachment {
    private static final int OWN_FAILURE = 125;
    private static final String SLEEP = "/bin/sleep";

    private final TraceCalls calls;

    Attachment(TraceCalls calls) {
        this.calls = calls;
    }

    /**
     * Seizes every thread, also those that are born meanwhile, and interrupts them.
     *
     * @return their numbers
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
                            "process " + pid + ": " + Libc.message(errno) + Forbidden.reason(errno, pid), OWN_FAILURE);
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
            throw new TraceException("process " + pid + ": there is none", OWN_FAILURE);
        } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
            throw new TraceException("process " + pid + ": " + e.getMessage(), OWN_FAILURE);
        }
        return threads;
    }

    /**
     * A child that does nothing, whose end wakes a tracer out of {@code waitpid}. It ends with the tracer at the latest.
     *
     * @return its pid
     */
    int bell() throws IOException {
        int pid = new Launch(calls, Map.of()).spawn(SLEEP, List.of("sleep", "infinity"));
        calls.ptrace(Ptrace.SEIZE, pid, 0, Ptrace.O_EXITKILL);
        return pid;
    }

    static void ring(int bell) {
        Libc.calls().kill(bell, Ptrace.SIGKILL);
    }
}
