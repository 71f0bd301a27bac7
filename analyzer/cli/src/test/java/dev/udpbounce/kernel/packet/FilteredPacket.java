// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A packet as the kernel has it when it filters it, and the machine that runs the filter: classic BPF as
 * {@code Documentation/networking/filter.rst} describes it.
 */
public final class FilteredPacket {
    private final ByteBuffer frame;
    private final int network;
    private final int protocol;
    private int packetType;
    private int interfaceIndex = 2;
    private int deviceType = 1;
    private int tag = -1;
    private int tagType;

    /**
     * Creates a packet that has come in.
     *
     * @param frame from its link-layer header on, without a tag that the kernel has taken out
     * @param network index of its network header
     * @param protocol the protocol of that, as the kernel knows it
     */
    public FilteredPacket(byte[] frame, int network, int protocol) {
        this.frame = ByteBuffer.wrap(frame);
        this.network = network;
        this.protocol = protocol;
    }

    /** The kernel has taken this tag out. */
    public FilteredPacket withTag(int type, int control) {
        tagType = type;
        tag = control;
        return this;
    }

    /** The packet is on its way out. */
    public FilteredPacket outgoing(int index, int type) {
        packetType = 4;
        interfaceIndex = index;
        deviceType = type;
        return this;
    }

    /** Returns the octets to keep; 0 if the filter does not pass the packet. */
    public int filteredBy(byte[] code) {
        ByteBuffer program = ByteBuffer.wrap(code).order(ByteOrder.nativeOrder());
        int accumulator = 0;
        int index = 0;
        int[] memory = new int[16];
        for (int at = 0; ; at++) {
            int operation = program.getShort(at * 8);
            int operand = program.getInt(at * 8 + 4);
            int other = (operation & 8) != 0 ? index : operand;
            switch (operation & 7) {
                case 0, 1 -> {
                    int loaded;
                    int size = (operation & 0x18) == 0 ? 4 : (operation & 0x18) == 8 ? 2 : 1;
                    switch (operation & 0xe0) {
                        case 0x00 -> loaded = operand;
                        case 0x20 -> loaded = load(operand, size);
                        case 0x40 -> loaded = load(operand + index, size);
                        case 0x60 -> loaded = memory[operand];
                        case 0x80 -> loaded = frame.capacity();
                        case 0xa0 -> loaded = (load(operand, 1) & 15) * 4;
                        default -> throw new IllegalStateException("load " + operation);
                    }
                    if (outside) {
                        return 0;
                    }
                    if ((operation & 7) == 0) {
                        accumulator = loaded;
                    } else {
                        index = loaded;
                    }
                }
                case 2 -> memory[operand] = accumulator;
                case 3 -> memory[operand] = index;
                case 4 -> accumulator = calculated(operation & 0xf0, accumulator, other);
                case 5 -> {
                    boolean holds =
                            switch (operation & 0xf0) {
                                case 0x10 -> accumulator == other;
                                case 0x20 -> Integer.compareUnsigned(accumulator, other) > 0;
                                case 0x30 -> Integer.compareUnsigned(accumulator, other) >= 0;
                                case 0x40 -> (accumulator & other) != 0;
                                default -> false;
                            };
                    at += (operation & 0xf0) == 0 ? operand : program.get(at * 8 + (holds ? 2 : 3)) & 0xff;
                }
                case 6 -> {
                    return operand;
                }
                default -> {
                    if ((operation & 0x80) == 0) {
                        index = accumulator;
                    } else {
                        accumulator = index;
                    }
                }
            }
        }
    }

    private boolean outside;

    private int load(int operand, int size) {
        if (operand >= -0x1000 && operand < 0) {
            return switch (operand + 0x1000) {
                case 0 -> protocol;
                case 4 -> packetType;
                case 8 -> interfaceIndex;
                case 28 -> deviceType;
                case 44 -> tag == -1 ? 0 : tag;
                case 48 -> tag == -1 ? 0 : 1;
                case 60 -> tagType;
                default -> throw new IllegalStateException("property " + operand);
            };
        }
        int from = operand < 0 ? operand + 0x100000 + network : operand;
        if (from < 0 || from + size > frame.capacity()) {
            outside = true;
            return 0;
        }
        return size == 4 ? frame.getInt(from) : size == 2 ? frame.getShort(from) & 0xffff : frame.get(from) & 0xff;
    }

    private static int calculated(int operation, int left, int right) {
        return switch (operation) {
            case 0x00 -> left + right;
            case 0x10 -> left - right;
            case 0x20 -> left * right;
            case 0x40 -> left | right;
            case 0x50 -> left & right;
            case 0x60 -> left << right;
            case 0x70 -> left >>> right;
            case 0x80 -> -left;
            case 0xa0 -> left ^ right;
            default -> throw new IllegalStateException("arithmetic " + operation);
        };
    }
}
