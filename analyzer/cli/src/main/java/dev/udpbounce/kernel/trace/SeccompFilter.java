// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.bpf.SeccompCode;
import java.nio.ByteBuffer;

/**
 * A seccomp(2) filter with SECCOMP_RET_TRACE, installed in the traced command before its first instruction, so that
 * only relevant calls stop it. The filter is inherited and cannot be removed: without a tracer, such calls fail with
 * ENOSYS.
 *
 * <p>The filter sees descriptor numbers but not their types, so it stops every {@code read} and {@code write} of a
 * descriptor above the standard ones.
 */
final class SeccompFilter {
    private static final int STANDARD_ERROR = 2;

    /** The {@code syscall} instruction. */
    private static final long SYSCALL_INSTRUCTION = 0x050fL;

    private final TraceCalls calls;
    private final Memory memory;
    private final boolean wanted;
    private final InjectedCalls injected;
    private boolean inForce;

    SeccompFilter(TraceCalls calls, Memory memory, boolean wanted) {
        this.calls = calls;
        this.memory = memory;
        this.wanted = wanted;
        injected = new InjectedCalls(calls, memory);
    }

    /** Returns whether the command has the filter. */
    boolean inForce() {
        return inForce;
    }

    /**
     * Installs the filter in a thread that is stopped in its exec and is the only one of its process. If that fails,
     * the thread continues as if nothing had been tried.
     */
    void inject(int tid) {
        inForce = wanted && injected.toNextStop(tid) && injectAtExit(tid);
    }

    private boolean injectAtExit(int tid) {
        Registers saved = new Registers(calls);
        if (!saved.readFrom(tid)) {
            return false;
        }
        long rip = saved.get(Registers.RIP);
        ByteBuffer text = memory.read(tid, rip, Long.BYTES);
        if (text.limit() < Long.BYTES) {
            return false;
        }
        long original = text.getLong(0);
        long patched = (original & ~0xffffL) | SYSCALL_INSTRUCTION;
        boolean done = false;
        if (calls.ptrace(Ptrace.POKETEXT, tid, rip, patched) != -1) {
            done = injected.setFilter(tid, saved, instructions());
            calls.ptrace(Ptrace.POKETEXT, tid, rip, original);
        }
        saved.writeTo(tid);
        return done;
    }

    /**
     * Assembles the filter: one comparison for each call, and more for the arguments of some calls. Of the 32-bit
     * calls, those on sockets stop.
     */
    static byte[] instructions() {
        SeccompCode code = new SeccompCode();
        SeccompCode.Label known = new SeccompCode.Label();
        SeccompCode.Label stops = new SeccompCode.Label();
        SeccompCode.Label passes = new SeccompCode.Label();
        code.loadArchitecture();
        code.jumpIfEqual(SeccompCode.X86_64, known);
        code.loadNumber();
        code.jumpIfEqual(Calls32.SOCKETCALL, stops);
        code.jumpIfGreater(Calls32.LAST_OF_SOCKETS, passes);
        code.jumpIfGreater(Calls32.FIRST_OF_SOCKETS - 1, stops);
        code.land(passes);
        code.answer(SeccompCode.ALLOW);
        code.land(known);
        code.loadNumber();
        SeccompCode.Label ordinary = new SeccompCode.Label();
        SeccompCode.Label clone = new SeccompCode.Label();
        SeccompCode.Label prctl = new SeccompCode.Label();
        SeccompCode.Label seccomp = new SeccompCode.Label();
        for (SystemCall call : SystemCall.values()) {
            code.jumpIfEqual(
                    call.number,
                    switch (call) {
                        case CLONE -> clone;
                        case PRCTL -> prctl;
                        case SECCOMP -> seccomp;
                        default -> call.use == SystemCall.Use.DESCRIPTOR ? ordinary : stops;
                    });
        }
        code.answer(SeccompCode.ALLOW);
        code.land(ordinary);
        code.loadArgument(0);
        code.jumpIfGreater(STANDARD_ERROR, stops);
        code.answer(SeccompCode.ALLOW);
        code.land(clone);
        code.loadArgument(0);
        code.jumpIfAny(CallCorrections.CLONE_UNTRACED, stops);
        code.answer(SeccompCode.ALLOW);
        code.land(prctl);
        code.loadArgument(1);
        code.jumpIfEqual(CallCorrections.SECCOMP_MODE_STRICT, stops);
        code.answer(SeccompCode.ALLOW);
        code.land(seccomp);
        code.loadArgument(0);
        code.jumpIfEqual(CallCorrections.SECCOMP_SET_MODE_STRICT, stops);
        code.answer(SeccompCode.ALLOW);
        code.land(stops);
        code.answer(SeccompCode.TRACE);
        return code.octets();
    }
}
