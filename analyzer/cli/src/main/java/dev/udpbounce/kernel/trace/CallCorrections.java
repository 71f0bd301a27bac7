// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.icmp.Errno;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Corrects calls whose effect the trace would change.
 *
 * <p>A child created with CLONE_UNTRACED would have the filter but no tracer, so its calls would fail: the flag is
 * removed. A thread with a filter cannot set SECCOMP_MODE_STRICT: it gets an equivalent filter instead.
 */
final class CallCorrections {
    static final int CLONE_UNTRACED = 0x00800000;
    static final int SECCOMP_MODE_STRICT = 1;
    static final int SECCOMP_SET_MODE_STRICT = 0;
    private static final int PR_SET_SECCOMP = 22;

    private final TraceCalls calls;
    private final Memory memory;
    private final BooleanSupplier filtered;
    private final StrictMode strict;
    private final Registers registers;

    /** @param filtered whether the program has the filter */
    CallCorrections(TraceCalls calls, Memory memory, BooleanSupplier filtered) {
        this.calls = calls;
        this.memory = memory;
        this.filtered = filtered;
        strict = new StrictMode(calls, memory);
        registers = new Registers(calls);
    }

    /** Handles the entry of a call; returns null if its exit needs no correction. */
    @Nullable
    InFlight entry(Tracee tracee, SystemCall call, long[] args, long nowNs) {
        boolean corrected =
                switch (call) {
                    case CLONE -> (args[0] & CLONE_UNTRACED) != 0 && setFlags(tracee.tid, args[0] & ~CLONE_UNTRACED);
                    case CLONE3 -> hasFlag(tracee.tid, args[0]) && flip(tracee.tid, args[0]);
                    case PRCTL ->
                        filtered.getAsBoolean() && args[0] == PR_SET_SECCOMP && args[1] == SECCOMP_MODE_STRICT;
                    case SECCOMP ->
                        filtered.getAsBoolean() && args[0] == SECCOMP_SET_MODE_STRICT && args[1] == 0 && args[2] == 0;
                    default -> false;
                };
        return corrected ? new InFlight(call, args, nowNs, null, null, List.of()) : null;
    }

    /** Handles the exit of a call. */
    void exit(ReturnedCall call) {
        switch (call.call()) {
            case CLONE -> setFlags(call.tid(), call.argument(0));
            case CLONE3 -> flip(call.tid(), call.argument(0));
            case PRCTL, SECCOMP -> {
                if (call.errno() == Errno.EINVAL.linux()) {
                    strict.set(call.tid());
                }
            }
            default -> {}
        }
    }

    private boolean setFlags(int tid, long flags) {
        if (!registers.readFrom(tid)) {
            return false;
        }
        registers.set(Registers.RDI, flags);
        return registers.writeTo(tid);
    }

    /** The flags are the first word of {@code struct clone_args}. */
    private boolean hasFlag(int tid, long at) {
        ByteBuffer flags = memory.read(tid, at, Long.BYTES);
        return flags.limit() == Long.BYTES && (flags.getLong(0) & CLONE_UNTRACED) != 0;
    }

    /** Uses ptrace, which can also write to the program's read-only memory. */
    private boolean flip(int tid, long at) {
        ByteBuffer flags = memory.read(tid, at, Long.BYTES);
        return flags.limit() == Long.BYTES
                && calls.ptrace(Ptrace.POKETEXT, tid, at, flags.getLong(0) ^ CLONE_UNTRACED) != -1;
    }
}
