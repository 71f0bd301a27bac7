package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.Libc;
import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.jspecify.annotations.Nullable;

/** What the C library has for a tracer. Every call but {@code kill} is made by the one thread that traces. */
public interface TraceCalls {
    /** {@code data} is a number: an option set, a signal, a word. */
    long ptrace(int request, int tid, @size_t long address, @size_t long data);

    /** {@code data} is memory of ours. */
    long ptrace(int request, int tid, @size_t long address, Pointer data);

    /** {@code status} is an int, which is set. */
    int waitpid(int pid, Pointer status, int options);

    /** {@code status} is an int, which is set. */
    int waitpid(int pid, ByteBuffer status, int options);

    @ssize_t
    long process_vm_readv(
            int pid,
            Pointer local,
            @size_t long localCount,
            Pointer remote,
            @size_t long remoteCount,
            @size_t long flags);

    @ssize_t
    long process_vm_writev(
            int pid,
            Pointer local,
            @size_t long localCount,
            Pointer remote,
            @size_t long remoteCount,
            @size_t long flags);

    @ssize_t
    long readlink(ByteBuffer path, ByteBuffer target, @size_t long size);

    /** Variadic in C; the call decides what its arguments are. */
    long syscall(long number, long first, long second, long third);

    int posix_spawn(
            ByteBuffer pid, String path, @Nullable Pointer fileActions, Pointer attributes, Pointer argv, Pointer envp);

    int posix_spawnattr_init(Pointer attributes);

    int posix_spawnattr_destroy(Pointer attributes);

    int posix_spawnattr_setflags(Pointer attributes, short flags);

    int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

    int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

    int posix_spawn_file_actions_init(Pointer actions);

    int posix_spawn_file_actions_destroy(Pointer actions);

    int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

    int sigemptyset(Pointer signals);

    int sigaddset(Pointer signals, int signal);

    /** {@code disposition} 0 is SIG_DFL, 1 is SIG_IGN. */
    long signal(int signal, @size_t long disposition);

    /** The C library of this process. */
    static TraceCalls load() {
        Libc.runtime();
        return LibraryLoader.create(TraceCalls.class).load("c");
    }
}
