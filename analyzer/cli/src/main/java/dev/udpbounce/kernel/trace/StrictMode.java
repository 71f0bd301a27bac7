// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.bpf.SeccompCode;
import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.ProcStatus;
import jnr.ffi.Pointer;

/**
 * Emulates SECCOMP_MODE_STRICT (seccomp(2)) by a filter: a thread may read, write, return from a signal handler and
 * exit; any other call ends it by SIGKILL. Linux kills only the thread, this emulation the process.
 */
final class StrictMode {
    private static final int[] ALLOWED = {
        CallNumbers.READ, CallNumbers.WRITE, CallNumbers.EXIT, CallNumbers.RT_SIGRETURN
    };

    /** Field of proc_pid_status(5): the number of filters, since Linux 5.9. */
    private static final String FILTERS = "Seccomp_filters";
    /** Size of the {@code syscall} instruction, in octets. */
    private static final int INSTRUCTION = 2;
    /** Filter data of a stop at a call that ends the thread. */
    private static final int KILLS = 1;

    private final TraceCalls calls;
    private final InjectedCalls injected;

    StrictMode(TraceCalls calls, Memory memory) {
        this.calls = calls;
        injected = new InjectedCalls(calls, memory);
    }

    /**
     * Sets strict mode for a thread that is stopped at the exit of the call that requested it, and changes the call's
     * result to 0. Does nothing if the thread has a filter of its own: Linux then refuses strict mode without a trace
     * as well.
     */
    void set(int tid) {
        Registers saved = new Registers(calls);
        if (ProcStatus.of(tid).number(FILTERS, 1) > 1 || !saved.readFrom(tid)) {
            return;
        }
        Registers again = saved.copy();
        again.set(Registers.RIP, saved.get(Registers.RIP) - INSTRUCTION);
        if (injected.setFilter(tid, again, instructions())) {
            saved.set(Registers.RAX, 0);
        }
        saved.writeTo(tid);
    }

    /**
     * Kills a thread that is stopped by a filter, if the filter requests it.
     *
     * @param word memory of 8 octets
     * @return whether the thread was killed
     */
    static boolean ends(TraceCalls calls, int tid, Pointer word) {
        return calls.ptrace(Ptrace.GETEVENTMSG, tid, 0, word) != -1
                && word.getLong(0) == KILLS
                && Libc.calls().kill(tid, Ptrace.SIGKILL) == 0;
    }

    static byte[] instructions() {
        SeccompCode code = new SeccompCode();
        SeccompCode.Label known = new SeccompCode.Label();
        SeccompCode.Label passes = new SeccompCode.Label();
        code.loadArchitecture();
        code.jumpIfEqual(SeccompCode.X86_64, known);
        code.answer(SeccompCode.TRACE | KILLS);
        code.land(known);
        code.loadNumber();
        for (int call : ALLOWED) {
            code.jumpIfEqual(call, passes);
        }
        code.answer(SeccompCode.TRACE | KILLS);
        code.land(passes);
        code.answer(SeccompCode.ALLOW);
        return code.octets();
    }
}
