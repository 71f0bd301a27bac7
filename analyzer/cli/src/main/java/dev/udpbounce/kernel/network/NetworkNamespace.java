// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.network;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.FcntlConstants;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * An open network namespace (network_namespaces(7)), which exists at least until it is closed.
 *
 * <p>A thread that enters a namespace never leaves it, so each task has a thread of its own. Whatever the task opens
 * stays in the namespace.
 */
public final class NetworkNamespace implements AutoCloseable {
    /** The number of a namespace that is not known. */
    public static final long UNKNOWN = -1;

    private static final Path OWN = Path.of("/proc/thread-self/ns/net");
    private static final String BEFORE = "net:[";
    private static final int CLONE_NEWNET = 0x40000000;

    private final String name;
    private final long number;
    private final int fd;
    private final Starter starter;

    /** Starts the threads that enter a namespace, and that must have the rights to do so. */
    @FunctionalInterface
    public interface Starter {
        void start(Thread thread) throws IOException;
    }

    private NetworkNamespace(String name, long number, int fd, Starter starter) {
        this.name = name;
        this.number = number;
        this.fd = fd;
        this.starter = starter;
    }

    /** Returns the same namespace by another name. */
    public NetworkNamespace named(String other) {
        return new NetworkNamespace(other, number, fd, starter);
    }

    /** Returns the same namespace, which other threads enter. */
    public NetworkNamespace enteredBy(Starter other) {
        return new NetworkNamespace(name, number, fd, other);
    }

    /**
     * Opens the namespace that a file refers to.
     *
     * @param name what the user calls it; not escaped
     * @param file such as {@code /run/netns/NAME} or {@code /proc/PID/ns/net}
     * @throws NamespaceException if there is no such file, it is no network namespace, or this process lacks the rights
     */
    public static NetworkNamespace open(String name, Path file) throws NamespaceException {
        int fd = Libc.calls().open(file.toString(), FcntlConstants.O_CLOEXEC);
        if (fd == -1) {
            throw NamespaceException.of(name, Libc.failure("open", Libc.errno()));
        }
        return of(name, fd);
    }

    /**
     * Takes over a descriptor of a namespace.
     *
     * @param name what the user calls it; not escaped
     */
    public static NetworkNamespace of(String name, int fd) {
        return new NetworkNamespace(name, inode(Path.of("/proc/self/fd/" + fd)), fd, Thread::start);
    }

    /** Returns the number of the namespace that an open file refers to, which is the file's inode. */
    private static long inode(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino") instanceof Long number ? number : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Returns the number of this thread's namespace; {@link #UNKNOWN} if it is not known. */
    public static long own() {
        return numberIn(OWN);
    }

    /** Returns the number of the namespace that a link such as {@code /proc/PID/ns/net} refers to. */
    static long numberIn(Path link) {
        try {
            return number(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return UNKNOWN; // the process has ended, or belongs to another user
        }
    }

    /** @param text {@code net:[4026531840]} */
    static long number(String text) {
        if (!text.startsWith(BEFORE) || !text.endsWith("]")) {
            return UNKNOWN;
        }
        try {
            return Long.parseLong(text, BEFORE.length(), text.length() - 1, 10);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }

    /** Returns what the user calls it; not escaped. */
    public String name() {
        return name;
    }

    /** Returns its number, as in {@code net:[4026531840]}; {@link #UNKNOWN} if it is not known. */
    public long number() {
        return number;
    }

    /**
     * Runs a task within the namespace, on a thread of its own, and waits for its end. The task must not start threads,
     * which would stay in the namespace.
     *
     * @throws NamespaceException if this process may not enter, or if the file is no network namespace
     * @throws ExecutionException if the task fails
     */
    public <T> T call(Callable<T> task) throws NamespaceException, ExecutionException {
        FutureTask<T> inside = new FutureTask<>(() -> {
            enter();
            return task.call();
        });
        Thread thread = new Thread(inside, "in " + name);
        thread.setDaemon(true);
        try {
            starter.start(thread);
        } catch (IOException e) {
            throw new NamespaceException(
                    NamespaceException.Kind.OTHER, name, "cannot be entered (" + e.getMessage() + ")");
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return inside.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof NamespaceException refused) {
                        throw refused;
                    }
                    throw e;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void enter() throws NamespaceException {
        if (Libc.calls().setns(fd, CLONE_NEWNET) == -1) {
            int errno = Libc.errno();
            KernelException failure = Libc.failure("setns", errno);
            throw errno == Errno.EINVAL.linux()
                    ? new NamespaceException(NamespaceException.Kind.ABSENT, name, "is no network namespace")
                    : NamespaceException.of(name, failure);
        }
    }

    @Override
    public void close() {
        Libc.calls().close(fd);
    }
}
