// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.bpf.SeccompCode;
import dev.udpbounce.kernel.sys.Libc;
import jnr.ffi.Pointer;

/**
 * The system call at which a thread is stopped: PTRACE_GET_SYSCALL_INFO, since Linux 5.3,
 * {@code struct ptrace_syscall_info}.
 *
 * <pre>
 *  0     4         8              16             24        32 …
 *  op    arch      instruction    stack          entry:    number, six arguments
 *                                                exit:     result, is_error
 * </pre>
 */
final class SyscallInfo {
    static final int NONE = 0;
    static final int ENTRY = 1;
    static final int EXIT = 2;
    static final int SECCOMP = 3;

    private static final int SIZE = 88;
    private static final int ARGUMENTS = 6;

    private final TraceCalls calls;
    private final Pointer info = Libc.runtime().getMemoryManager().allocateDirect(SIZE, true);

    SyscallInfo(TraceCalls calls) {
        this.calls = calls;
    }

    /** Queries the kernel; returns false if the thread has ended or the kernel lacks the request. */
    boolean ask(int tid) {
        return calls.ptrace(Ptrace.GET_SYSCALL_INFO, tid, SIZE, info) > 0;
    }

    int op() {
        return info.getByte(0);
    }

    boolean isNative() {
        return info.getInt(4) == SeccompCode.X86_64;
    }

    long number() {
        return info.getLong(24);
    }

    /** Returns a copy of the arguments; not called for irrelevant calls. */
    long[] arguments() {
        long[] arguments = new long[ARGUMENTS];
        for (int i = 0; i < ARGUMENTS; i++) {
            arguments[i] = info.getLong(32 + 8L * i);
        }
        return arguments;
    }

    long result() {
        return info.getLong(24);
    }
}
