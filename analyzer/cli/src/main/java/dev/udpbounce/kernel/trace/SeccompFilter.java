package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.Libc;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/**
 * A seccomp(2) filter with SECCOMP_RET_TRACE, put into the traced command before its first instruction, so that only the
 * calls that matter stop it. It is inherited, and cannot be taken off: without its tracer such a call fails with ENOSYS.
 *
 * <p>The filter sees numbers, not what a descriptor is, so that it stops every {@code read} and {@code write} of a
 * descriptor above the standard ones.
 */
final class SeccompFilter {
    private static final int SECCOMP = 317;
    private static final int PRCTL = 157;
    private static final int SET_MODE_FILTER = 1;
    private static final int SET_NO_NEW_PRIVS = 38;

    private static final int LOAD = 0x20;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int TRACE = 0x7ff00000;
    private static final int INSTRUCTION = 8;
    private static final int FPROG = 16;
    private static final int NUMBER_AT = 0;
    private static final int ARCHITECTURE_AT = 4;
    private static final int FIRST_ARGUMENT_AT = 16;
    private static final int STANDARD_ERROR = 2;

    /** {@code syscall}. */
    private static final long SYSCALL_INSTRUCTION = 0x050fL;
    /** Below the red zone, on a page that the stack has. */
    private static final int ROOM = 4096;

    /** Places in {@code struct user_regs_struct}. */
    private static final int REGISTERS = 216;

    private static final int R10 = 56;
    private static final int R8 = 72;
    private static final int RAX = 80;
    private static final int RDX = 96;
    private static final int RSI = 104;
    private static final int RDI = 112;
    private static final int ORIG_RAX = 120;
    private static final int RIP = 128;
    private static final int RSP = 152;

    private final TraceCalls calls;
    private final Memory memory;
    private final boolean wanted;
    private final ByteBuffer status = Libc.buffer(4);

    SeccompFilter(TraceCalls calls, Memory memory, boolean wanted) {
        this.calls = calls;
        this.memory = memory;
        this.wanted = wanted;
    }

    /**
     * Puts the filter into a thread that is stopped in its exec and has no other thread beside it.
     *
     * @return whether it is in force; if not, the thread goes on as if nothing had been tried
     */
    boolean inject(int tid) {
        return wanted && toNextStop(tid) && injectAtExit(tid);
    }

    private boolean injectAtExit(int tid) {
        Pointer saved = registers();
        if (calls.ptrace(Ptrace.GETREGS, tid, 0, saved) == -1) {
            return false;
        }
        long rip = saved.getLong(RIP);
        ByteBuffer text = memory.read(tid, rip, Long.BYTES);
        if (text.limit() < Long.BYTES) {
            return false;
        }
        long original = text.getLong(0);
        long patched = (original & ~0xffffL) | SYSCALL_INSTRUCTION;
        long at = (saved.getLong(RSP) - ROOM) & ~15L;
        boolean done = false;
        if (memory.write(tid, at, program(at)) && calls.ptrace(Ptrace.POKETEXT, tid, rip, patched) != -1) {
            long answer = call(tid, saved, SECCOMP, SET_MODE_FILTER, 0, at);
            if (answer == -Ptrace.EACCES && call(tid, saved, PRCTL, SET_NO_NEW_PRIVS, 1, 0) == 0) {
                answer = call(tid, saved, SECCOMP, SET_MODE_FILTER, 0, at);
            }
            done = answer == 0;
            calls.ptrace(Ptrace.POKETEXT, tid, rip, original);
        }
        calls.ptrace(Ptrace.SETREGS, tid, 0, saved);
        return done;
    }

    /** Makes the thread do one call, from the exit of one to the exit of the other. */
    private long call(int tid, Pointer saved, long number, long first, long second, long third) {
        Pointer changed = registers();
        byte[] octets = new byte[REGISTERS];
        saved.get(0, octets, 0, octets.length);
        changed.put(0, octets, 0, octets.length);
        changed.putLong(RAX, number);
        // So that the kernel does not take this for a call to be started again.
        changed.putLong(ORIG_RAX, -1);
        changed.putLong(RDI, first);
        changed.putLong(RSI, second);
        changed.putLong(RDX, third);
        changed.putLong(R10, 0);
        changed.putLong(R8, 0);
        if (calls.ptrace(Ptrace.SETREGS, tid, 0, changed) == -1 || !toNextStop(tid) || !toNextStop(tid)) {
            return -Ptrace.ESRCH;
        }
        return calls.ptrace(Ptrace.GETREGS, tid, 0, changed) == -1 ? -Ptrace.ESRCH : changed.getLong(RAX);
    }

    /** Lets the thread go to the next entry or exit of a call; signals that come on the way wait until later. */
    private boolean toNextStop(int tid) {
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

    private static Pointer registers() {
        return Libc.runtime().getMemoryManager().allocateDirect(REGISTERS, true);
    }

    /** {@code struct sock_fprog} at {@code at}, and the instructions after it. */
    private static byte[] program(long at) {
        byte[] instructions = instructions();
        ByteBuffer program = ByteBuffer.allocate(FPROG + instructions.length).order(ByteOrder.nativeOrder());
        program.putShort(0, (short) (instructions.length / INSTRUCTION));
        program.putLong(8, at + FPROG);
        program.position(FPROG);
        program.put(instructions);
        return program.array();
    }

    /**
     * The classic BPF: other architectures pass; then one comparison a call. Those of ordinary descriptors look at the
     * first argument as well.
     */
    static byte[] instructions() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<SystemCall> always = new ArrayList<>();
        List<SystemCall> aboveStandard = new ArrayList<>();
        for (SystemCall call : SystemCall.values()) {
            (call.use == SystemCall.Use.DESCRIPTOR ? aboveStandard : always).add(call);
        }
        instruction(out, LOAD, 0, 0, ARCHITECTURE_AT);
        instruction(out, JUMP_EQUAL, 1, 0, SystemCall.ARCHITECTURE);
        instruction(out, RETURN, 0, 0, ALLOW);
        instruction(out, LOAD, 0, 0, NUMBER_AT);
        for (int i = 0; i < aboveStandard.size(); i++) {
            // To the look at the descriptor, behind the other comparisons and two returns.
            int left = aboveStandard.size() - 1 - i + always.size() + 2;
            instruction(out, JUMP_EQUAL, left, 0, aboveStandard.get(i).number);
        }
        for (int i = 0; i < always.size(); i++) {
            int left = always.size() - 1 - i + 1;
            instruction(out, JUMP_EQUAL, left, 0, always.get(i).number);
        }
        instruction(out, RETURN, 0, 0, ALLOW);
        instruction(out, RETURN, 0, 0, TRACE);
        instruction(out, LOAD, 0, 0, FIRST_ARGUMENT_AT);
        instruction(out, JUMP_GREATER, 1, 0, STANDARD_ERROR);
        instruction(out, RETURN, 0, 0, ALLOW);
        instruction(out, RETURN, 0, 0, TRACE);
        return out.toByteArray();
    }

    private static void instruction(ByteArrayOutputStream out, int code, int ifTrue, int ifFalse, int operand) {
        ByteBuffer octets = ByteBuffer.allocate(INSTRUCTION).order(ByteOrder.nativeOrder());
        octets.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
        out.writeBytes(octets.array());
    }
}
