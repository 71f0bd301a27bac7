// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.bpf;

import dev.udpbounce.kernel.sys.Libc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembles eBPF instructions (RFC 9669), 64 bits each: operation (8 bits), destination and source register (4 bits
 * each, the destination in the lower half on a little-endian machine), offset (16 bits), constant (32 bits). A word has
 * 32 bits here, a long 64.
 */
public final class BpfCode {
    public static final int R0 = 0;
    public static final int R1 = 1;
    public static final int R2 = 2;
    public static final int R3 = 3;
    public static final int R4 = 4;
    public static final int R5 = 5;
    /** R6 and R7 keep their values across calls of kernel functions. */
    public static final int R6 = 6;

    public static final int R7 = 7;
    /** The end of the stack, which grows down. */
    public static final int FRAME = 10;

    // enum bpf_func_id, linux/bpf.h
    public static final int MAP_LOOKUP_ELEM = 1;
    public static final int MAP_UPDATE_ELEM = 2;
    public static final int MAP_DELETE_ELEM = 3;
    public static final int KTIME_GET_NS = 5;
    public static final int GET_CURRENT_PID_TGID = 14;
    public static final int GET_CURRENT_UID_GID = 15;
    public static final int GET_CURRENT_COMM = 16;
    public static final int GET_SOCKET_COOKIE = 46;
    public static final int GET_CURRENT_CGROUP_ID = 80;
    public static final int PROBE_READ_USER = 112;
    public static final int PROBE_READ_KERNEL = 113;
    public static final int RINGBUF_OUTPUT = 130;
    public static final int GET_CURRENT_TASK_BTF = 158;
    public static final int TASK_PT_REGS = 175;

    private static final int LDX_W = 0x61;
    private static final int LDX_H = 0x69;
    private static final int LDX_B = 0x71;
    private static final int LDX_DW = 0x79;
    private static final int STX_W = 0x63;
    private static final int STX_B = 0x73;
    private static final int STX_DW = 0x7b;
    /** With the constant 0: adds a long to one in memory. */
    private static final int ATOMIC_DW = 0xdb;

    private static final int JA = 0x05;
    private static final int JEQ_K = 0x15;
    private static final int JGT_X = 0x2d;
    private static final int JSET_K = 0x45;
    private static final int JEQ32_K = 0x16;
    private static final int JSGE32_K = 0x76;
    private static final int JNE_K = 0x55;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;
    private static final int MOV64_K = 0xb7;
    private static final int MOV64_X = 0xbf;
    private static final int ADD64_K = 0x07;
    private static final int ADD64_X = 0x0f;
    private static final int LD_IMM64 = 0x18;
    private static final int PSEUDO_MAP_FD = 1;

    private static final int INSTRUCTION = 8;
    private static final int OFFSET = 2;
    private static final int MAX_INSTRUCTIONS = 512;

    /** A forward jump target. */
    public static final class Label {
        private final List<Integer> jumps = new ArrayList<>();
    }

    private final ByteBuffer octets = Libc.buffer(INSTRUCTION * MAX_INSTRUCTIONS);
    private int length;

    public void loadByte(int to, int from, int offset) {
        add(LDX_B, to, from, offset, 0);
    }

    /** Loads 16 bits. */
    public void loadShort(int to, int from, int offset) {
        add(LDX_H, to, from, offset, 0);
    }

    public void loadWord(int to, int from, int offset) {
        add(LDX_W, to, from, offset, 0);
    }

    public void loadLong(int to, int from, int offset) {
        add(LDX_DW, to, from, offset, 0);
    }

    public void storeByte(int to, int offset, int from) {
        add(STX_B, to, from, offset, 0);
    }

    public void storeWord(int to, int offset, int from) {
        add(STX_W, to, from, offset, 0);
    }

    public void storeLong(int to, int offset, int from) {
        add(STX_DW, to, from, offset, 0);
    }

    /** Adds a register to the long in memory, as one operation. */
    public void addToLong(int to, int offset, int from) {
        add(ATOMIC_DW, to, from, offset, 0);
    }

    public void set(int register, int value) {
        add(MOV64_K, register, 0, 0, value);
    }

    public void copy(int to, int from) {
        add(MOV64_X, to, from, 0, 0);
    }

    public void increase(int register, int value) {
        add(ADD64_K, register, 0, 0, value);
    }

    public void increaseBy(int register, int other) {
        add(ADD64_X, register, other, 0, 0);
    }

    /** Sets a register to an address on the stack. */
    public void addressOf(int register, int offset) {
        copy(register, FRAME);
        increase(register, offset);
    }

    public void map(int register, int fd) {
        add(LD_IMM64, register, PSEUDO_MAP_FD, 0, fd);
        add(0, 0, 0, 0, 0);
    }

    /** Calls a kernel function, with its arguments in R1 to R5 and its result in R0. */
    public void call(int function) {
        add(CALL, 0, 0, 0, function);
    }

    public void jump(Label to) {
        jump(JA, 0, 0, 0, to);
    }

    public void jumpIfEqual(int register, int value, Label to) {
        jump(JEQ_K, register, 0, value, to);
    }

    public void jumpUnlessEqual(int register, int value, Label to) {
        jump(JNE_K, register, 0, value, to);
    }

    public void jumpIfGreater(int register, int other, Label to) {
        jump(JGT_X, register, other, 0, to);
    }

    /** Jumps if any of the bits is set. */
    public void jumpIfAny(int register, int bits, Label to) {
        jump(JSET_K, register, 0, bits, to);
    }

    /** Compares the lower 32 bits of the register. */
    public void jumpIfWordEqual(int register, int value, Label to) {
        jump(JEQ32_K, register, 0, value, to);
    }

    /** Compares the lower 32 bits of the register, which are signed. */
    public void jumpUnlessWordNegative(int register, Label to) {
        jump(JSGE32_K, register, 0, 0, to);
    }

    /** Places the label here, after all jumps to it. */
    public void land(Label here) {
        for (int jump : here.jumps) {
            octets.putShort(jump + OFFSET, (short) ((length - jump) / INSTRUCTION - 1));
        }
    }

    public void exit() {
        add(EXIT, 0, 0, 0, 0);
    }

    private void jump(int operation, int register, int other, int value, Label to) {
        to.jumps.add(length);
        add(operation, register, other, 0, value);
    }

    private void add(int operation, int to, int from, int offset, int constant) {
        octets.put(length, (byte) operation)
                .put(length + 1, (byte) (from << 4 | to))
                .putShort(length + OFFSET, (short) offset)
                .putInt(length + 4, constant);
        length += INSTRUCTION;
    }

    /** Returns the instructions so far, from position 0 to the limit. */
    public ByteBuffer octets() {
        return octets.limit(length);
    }
}
