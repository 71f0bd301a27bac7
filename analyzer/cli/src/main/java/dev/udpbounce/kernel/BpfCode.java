package dev.udpbounce.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembles eBPF instructions (RFC 9669), 64 bits each: operation (8 bits), destination and source register (4 bits each,
 * the destination in the lower half on a little-endian machine), offset (16 bits), constant (32 bits). Words have 32
 * bits here, longs 64.
 */
final class BpfCode {
    static final int R0 = 0;
    static final int R1 = 1;
    static final int R2 = 2;
    static final int R3 = 3;
    static final int R4 = 4;
    /** This and the next keep their values while a function of the kernel is called. */
    static final int R6 = 6;

    static final int R7 = 7;
    /** The end of the stack, which grows down. */
    static final int FRAME = 10;

    // enum bpf_func_id, linux/bpf.h
    static final int MAP_LOOKUP_ELEM = 1;
    static final int MAP_UPDATE_ELEM = 2;
    static final int GET_CURRENT_PID_TGID = 14;
    static final int GET_CURRENT_UID_GID = 15;
    static final int GET_CURRENT_COMM = 16;
    static final int GET_SOCKET_COOKIE = 46;

    private static final int LDX_W = 0x61;
    private static final int LDX_B = 0x71;
    private static final int LDX_DW = 0x79;
    private static final int STX_W = 0x63;
    private static final int STX_B = 0x73;
    private static final int STX_DW = 0x7b;
    private static final int JA = 0x05;
    private static final int JEQ_K = 0x15;
    private static final int JGT_X = 0x2d;
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
    private static final int MAX_INSTRUCTIONS = 64;

    /** A place that is jumped to before it is known. */
    static final class Label {
        private final List<Integer> jumps = new ArrayList<>();
    }

    private final ByteBuffer octets = Libc.buffer(INSTRUCTION * MAX_INSTRUCTIONS);
    private int length;

    void loadByte(int to, int from, int offset) {
        add(LDX_B, to, from, offset, 0);
    }

    void loadWord(int to, int from, int offset) {
        add(LDX_W, to, from, offset, 0);
    }

    void loadLong(int to, int from, int offset) {
        add(LDX_DW, to, from, offset, 0);
    }

    void storeByte(int to, int offset, int from) {
        add(STX_B, to, from, offset, 0);
    }

    void storeWord(int to, int offset, int from) {
        add(STX_W, to, from, offset, 0);
    }

    void storeLong(int to, int offset, int from) {
        add(STX_DW, to, from, offset, 0);
    }

    void set(int register, int value) {
        add(MOV64_K, register, 0, 0, value);
    }

    void copy(int to, int from) {
        add(MOV64_X, to, from, 0, 0);
    }

    void increase(int register, int value) {
        add(ADD64_K, register, 0, 0, value);
    }

    void increaseBy(int register, int other) {
        add(ADD64_X, register, other, 0, 0);
    }

    /** Sets a register to an address on the stack. */
    void addressOf(int register, int offset) {
        copy(register, FRAME);
        increase(register, offset);
    }

    void map(int register, int fd) {
        add(LD_IMM64, register, PSEUDO_MAP_FD, 0, fd);
        add(0, 0, 0, 0, 0);
    }

    /** Calls a function of the kernel, with its arguments in R1 to R5 and its answer in R0. */
    void call(int function) {
        add(CALL, 0, 0, 0, function);
    }

    void jump(Label to) {
        jump(JA, 0, 0, 0, to);
    }

    void jumpIfEqual(int register, int value, Label to) {
        jump(JEQ_K, register, 0, value, to);
    }

    void jumpUnlessEqual(int register, int value, Label to) {
        jump(JNE_K, register, 0, value, to);
    }

    void jumpIfGreater(int register, int other, Label to) {
        jump(JGT_X, register, other, 0, to);
    }

    /** Puts the place here, after all jumps to it. */
    void land(Label here) {
        for (int jump : here.jumps) {
            octets.putShort(jump + OFFSET, (short) ((length - jump) / INSTRUCTION - 1));
        }
    }

    void exit() {
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

    /** The instructions so far, from position 0 to the limit. */
    ByteBuffer octets() {
        return octets.limit(length);
    }
}
