// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A program of classic BPF ({@code linux/filter.h}), as libpcap compiles it for a frame of a link type. An instruction
 * has 64 bits in the byte order of this machine:
 *
 * <pre>
 *  0            2                      3                       4         8
 *  operation    jump if true (8 bits)  jump if false (8 bits)  operand
 * </pre>
 */
public final class FilterProgram {
    static final int INSTRUCTION = 8;

    private static final int TRUE = 2;
    private static final int FALSE = 3;
    private static final int OPERAND = 4;

    private final ByteBuffer instructions;

    /** @param octets the instructions */
    public FilterProgram(byte[] octets) {
        instructions = ByteBuffer.wrap(octets.clone()).order(ByteOrder.nativeOrder());
    }

    /** Returns the number of instructions. */
    int length() {
        return instructions.capacity() / INSTRUCTION;
    }

    int operation(int index) {
        return instructions.getShort(index * INSTRUCTION) & 0xffff;
    }

    int ifTrue(int index) {
        return instructions.get(index * INSTRUCTION + TRUE) & 0xff;
    }

    int ifFalse(int index) {
        return instructions.get(index * INSTRUCTION + FALSE) & 0xff;
    }

    int operand(int index) {
        return instructions.getInt(index * INSTRUCTION + OPERAND);
    }
}
