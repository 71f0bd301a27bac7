// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.translation;

import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The program of classic BPF by which the kernel hands over only what it announces of UDP connections. It finds
 * attributes by the extensions SKF_AD_NLATTR and SKF_AD_NLATTR_NEST (linux/filter.h): A is the offset of the first
 * attribute, or of the one around it, and X its type; then A is the offset of the one that was found, else 0.
 */
final class ConnectionFilter {
    private static final int INSTRUCTION = 8;

    private static final int LOAD = 0x20;
    private static final int LOAD_NUMBER = 0x00;
    private static final int INDEX_NUMBER = 0x01;
    private static final int INDEX_LOADED = 0x07;
    private static final int LOAD_OCTET_AT_INDEX = 0x50;
    private static final int JUMP_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private static final int EXTENSIONS = -0x1000;
    private static final int ATTRIBUTE = EXTENSIONS + 12;
    private static final int NESTED = EXTENSIONS + 16;
    private static final int WHOLE = -1;

    private ConnectionFilter() {}

    /** Returns the instructions. What is not as expected passes. */
    static byte[] ofUdp() {
        long[] code = {
            instruction(LOAD_NUMBER, 0, 0, Connection.ATTRIBUTES),
            instruction(INDEX_NUMBER, 0, 0, Connection.CTA_TUPLE_ORIG),
            instruction(LOAD, 0, 0, ATTRIBUTE),
            instruction(JUMP_EQUAL, 9, 0, 0),
            instruction(INDEX_NUMBER, 0, 0, Connection.CTA_TUPLE_PROTO),
            instruction(LOAD, 0, 0, NESTED),
            instruction(JUMP_EQUAL, 6, 0, 0),
            instruction(INDEX_NUMBER, 0, 0, Connection.CTA_PROTO_NUM),
            instruction(LOAD, 0, 0, NESTED),
            instruction(JUMP_EQUAL, 3, 0, 0),
            instruction(INDEX_LOADED, 0, 0, 0),
            instruction(LOAD_OCTET_AT_INDEX, 0, 0, 4),
            instruction(JUMP_EQUAL, 0, 1, SocketConstants.IPPROTO_UDP),
            instruction(RETURN, 0, 0, WHOLE),
            instruction(RETURN, 0, 0, 0)
        };
        ByteBuffer octets = ByteBuffer.allocate(code.length * INSTRUCTION).order(ByteOrder.nativeOrder());
        for (long each : code) {
            octets.putShort((short) (each >>> 48)).put((byte) (each >>> 40)).put((byte) (each >>> 32));
            octets.putInt((int) each);
        }
        return octets.array();
    }

    private static long instruction(int operation, int ifTrue, int ifFalse, int operand) {
        return (long) operation << 48 | (long) ifTrue << 40 | (long) ifFalse << 32 | (operand & 0xffff_ffffL);
    }
}
