// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.sys.Libc;
import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** The C library's functions for a tracer. All calls but {@code kill} are made by the tracing thread. */
public interface TraceCalls {
    /** {@code data} is a number: an option set, a signal, a word. */
    long ptrace(int request, int tid, @size_t long address, @size_t long data);

    /** {@code data} is memory of this process. */
    long ptrace(int request, int tid, @size_t long address, Pointer data);

    /** {@code status} is an int that receives the status. */
    int waitpid(int pid, Pointer status, int options);

    /** {@code status} is an int that receives the status. */
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

    /** Variadic in C; the call number determines the types of the arguments. */
    long syscall(long number, long first, long second, long third);

    /** {@code disposition} 0 is SIG_DFL, 1 is SIG_IGN. */
    long signal(int signal, @size_t long disposition);

    /** Loads the C library of this process. */
    static TraceCalls load() {
        Libc.runtime();
        return LibraryLoader.create(TraceCalls.class).load("c");
    }
}
