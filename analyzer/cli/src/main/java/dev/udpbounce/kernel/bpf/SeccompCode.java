// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembles a classic BPF program that seccomp(2) runs on {@code struct seccomp_data}: call number (32 bits),
 * architecture (32), instruction pointer (64), six arguments (64 each, of which only the lower half is examined). An
 * instruction has 64 bits: operation (16 bits), jumps if true and false (8 each), operand (32).
 */
public final class SeccompCode {
    /** AUDIT_ARCH_X86_64. */
    public static final int X86_64 = 0xc000003e;

    public static final int ALLOW = 0x7fff0000;
    public static final int TRACE = 0x7ff00000;

    public static final int INSTRUCTION = 8;

    private static final int REFUSE = 0x00050000;
    private static final int LOAD = 0x20;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_ANY = 0x45;
    private static final int RETURN = 0x06;

    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;

    /** A forward jump target. */
    public static final class Label {
        private final List<Integer> jumps = new ArrayList<>();
    }

    private final List<long[]> instructions = new ArrayList<>();

    /** Returns the action that fails the call with this errno. */
    public static int refuse(int errno) {
        return REFUSE | errno;
    }

    public void loadNumber() {
        add(LOAD, NUMBER);
    }

    public void loadArchitecture() {
        add(LOAD, ARCHITECTURE);
    }

    /**
     * Loads the lower half of an argument.
     *
     * @param index index of the argument, from 0
     */
    public void loadArgument(int index) {
        add(LOAD, ARGUMENTS + index * Long.BYTES);
    }

    public void jumpIfEqual(int operand, Label label) {
        label.jumps.add(instructions.size());
        add(JUMP_EQUAL, operand);
    }

    /** Compares as unsigned. */
    public void jumpIfGreater(int operand, Label label) {
        label.jumps.add(instructions.size());
        add(JUMP_GREATER, operand);
    }

    /** Jumps if any of the bits is set. */
    public void jumpIfAny(int bits, Label label) {
        label.jumps.add(instructions.size());
        add(JUMP_ANY, bits);
    }

    public void jump(Label label) {
        label.jumps.add(instructions.size());
        add(JUMP, 0);
    }

    public void answer(int action) {
        add(RETURN, action);
    }

    /** Places the label here. */
    public void land(Label label) {
        for (int from : label.jumps) {
            long[] instruction = instructions.get(from);
            long distance = instructions.size() - from - 1L;
            if (instruction[0] == JUMP) {
                instruction[2] = distance;
            } else if (distance > 0xff) {
                throw new IllegalStateException("a conditional jump of " + distance + " instructions");
            } else {
                instruction[1] = distance;
            }
        }
    }

    private void add(int operation, int operand) {
        instructions.add(new long[] {operation, 0, operand});
    }

    public byte[] octets() {
        ByteBuffer octets =
                ByteBuffer.allocate(instructions.size() * INSTRUCTION).order(ByteOrder.nativeOrder());
        for (long[] each : instructions) {
            octets.putShort((short) each[0]).put((byte) each[1]).put((byte) 0).putInt((int) each[2]);
        }
        return octets.array();
    }
}
