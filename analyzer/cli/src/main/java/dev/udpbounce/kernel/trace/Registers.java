// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.sys.Libc;
import jnr.ffi.Pointer;

/** The registers of a stopped thread, {@code struct user_regs_struct} of x86-64. */
final class Registers {
    static final int R10 = 56;
    static final int R8 = 72;
    static final int RAX = 80;
    static final int RDX = 96;
    static final int RSI = 104;
    static final int RDI = 112;
    static final int ORIG_RAX = 120;
    static final int RIP = 128;
    static final int RSP = 152;

    private static final int SIZE = 216;

    private final TraceCalls calls;
    private final Pointer values = Libc.runtime().getMemoryManager().allocateDirect(SIZE, true);

    Registers(TraceCalls calls) {
        this.calls = calls;
    }

    /** Reads the registers of a thread; returns false if it has ended. */
    boolean readFrom(int tid) {
        return calls.ptrace(Ptrace.GETREGS, tid, 0, values) != -1;
    }

    /** Writes the registers of a thread; returns false if it has ended. */
    boolean writeTo(int tid) {
        return calls.ptrace(Ptrace.SETREGS, tid, 0, values) != -1;
    }

    long get(int register) {
        return values.getLong(register);
    }

    void set(int register, long value) {
        values.putLong(register, value);
    }

    Registers copy() {
        Registers copy = new Registers(calls);
        byte[] octets = new byte[SIZE];
        values.get(0, octets, 0, octets.length);
        copy.values.put(0, octets, 0, octets.length);
        return copy;
    }
}
