// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.bpf.SeccompCode;
import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Makes a thread that is stopped at the exit of a call execute injected calls, without resuming its program. */
final class InjectedCalls {
    private static final int SET_MODE_FILTER = 1;
    private static final int SET_NO_NEW_PRIVS = 38;
    private static final int FPROG = 16;
    /** Below the red zone, on a mapped page of the stack. */
    private static final int ROOM = 4096;

    private final TraceCalls calls;
    private final Memory memory;
    private final ByteBuffer status = Libc.buffer(Integer.BYTES);

    InjectedCalls(TraceCalls calls, Memory memory) {
        this.calls = calls;
        this.memory = memory;
    }

    /**
     * Makes the thread install a seccomp filter for itself, and set {@code no_new_privs} if Linux otherwise refuses.
     * The caller must restore the thread's registers.
     *
     * @param saved the thread's registers, with {@link Registers#RIP} at a {@code syscall} instruction
     * @param instructions classic BPF
     * @return whether the filter is installed
     */
    boolean setFilter(int tid, Registers saved, byte[] instructions) {
        long at = (saved.get(Registers.RSP) - ROOM) & ~15L;
        if (!memory.write(tid, at, program(at, instructions))) {
            return false;
        }
        long answer = call(tid, saved, CallNumbers.SECCOMP, SET_MODE_FILTER, 0, at);
        if (answer == -Errno.EACCES.linux() && call(tid, saved, CallNumbers.PRCTL, SET_NO_NEW_PRIVS, 1, 0) == 0) {
            answer = call(tid, saved, CallNumbers.SECCOMP, SET_MODE_FILTER, 0, at);
        }
        return answer == 0;
    }

    /** Returns a {@code struct sock_fprog} for address {@code at}, followed by the instructions. */
    private static byte[] program(long at, byte[] instructions) {
        ByteBuffer program = ByteBuffer.allocate(FPROG + instructions.length).order(ByteOrder.nativeOrder());
        program.putShort(0, (short) (instructions.length / SeccompCode.INSTRUCTION));
        program.putLong(8, at + FPROG);
        program.position(FPROG);
        program.put(instructions);
        return program.array();
    }

    /** Runs the thread from the exit of one call to the exit of the injected call; returns the latter's result. */
    private long call(int tid, Registers saved, long number, long first, long second, long third) {
        Registers changed = saved.copy();
        changed.set(Registers.RAX, number);
        // Prevents the kernel from restarting the call.
        changed.set(Registers.ORIG_RAX, -1);
        changed.set(Registers.RDI, first);
        changed.set(Registers.RSI, second);
        changed.set(Registers.RDX, third);
        changed.set(Registers.R10, 0);
        changed.set(Registers.R8, 0);
        if (!changed.writeTo(tid) || !toNextStop(tid) || !toNextStop(tid) || !changed.readFrom(tid)) {
            return -Errno.ESRCH.linux();
        }
        return changed.get(Registers.RAX);
    }

    /**
     * Resumes the thread until the next entry or exit of a call; signals received meanwhile are deferred.
     *
     * @return false if the thread has ended
     */
    boolean toNextStop(int tid) {
        List<Integer> deferred = new ArrayList<>();
        while (true) {
            if (calls.ptrace(Ptrace.SYSCALL, tid, 0, 0) == -1
                    || calls.waitpid(tid, status, Ptrace.WALL | Ptrace.WNOTHREAD) != tid
                    || (status.getInt(0) & 0xff) != 0x7f) {
                return false;
            }
            int signal = Ptrace.stopSignal(status.getInt(0));
            if (signal == Ptrace.SYSCALL_STOP) {
                deferred.forEach(each -> Libc.calls().kill(tid, each));
                return true;
            }
            if (Ptrace.event(status.getInt(0)) == 0) {
                deferred.add(signal);
            }
        }
    }
}
