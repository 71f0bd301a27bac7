// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The filter of a packet socket: passes a packet that one of several programs passes. It is made of copies of these
 * programs, of which each loads from where the kernel has what a frame of a link type would have. A copy that does not
 * pass a packet jumps to the next program.
 *
 * <p>First of all, it drops what is delivered twice, as libpcap does: packets on their way out through the loopback
 * interface or a CAN interface, which come in again.
 */
public final class PacketFilter {
    /** {@code BPF_MAXINSNS}. */
    private static final int MOST = 4096;

    private static final int CLASS = 0x07;
    private static final int MODE = 0xe0;
    private static final int SIZE = 0x18;
    private static final int LOAD_INDEX = 0x01;
    private static final int JUMP = 0x05;
    private static final int RETURN = 0x06;
    private static final int JUMP_EQUAL = 0x15;
    private static final int ABSOLUTE = 0x20;
    private static final int LOAD_WORD = ABSOLUTE;
    private static final int LOAD_HALF = 0x28;
    private static final int INDEXED = 0x40;
    private static final int LENGTH = 0x80;
    private static final int HEADER_LENGTH = 0xa0;
    private static final int HALF = 0x08;
    private static final int OCTET = 0x10;

    private static final int OUTGOING = 4;
    private static final int LOOPBACK_INDEX = 1;
    private static final int ARPHRD_CAN = 280;
    private static final int[] TAG_TYPES = {0x8100, 0x88a8, 0x9100};
    private static final int MOST_TAGS = 2;

    private final int pass;
    private final List<long[]> instructions = new ArrayList<>();

    /** @param pass octets to keep of a packet that passes */
    private PacketFilter(int pass) {
        this.pass = pass;
        dropOutgoing();
    }

    /**
     * Starts a filter.
     *
     * @param pass octets to keep of a packet that passes, from its link-layer header on
     */
    public static PacketFilter keeping(int pass) {
        return new PacketFilter(pass);
    }

    /** Adds a program for Ethernet, and applies it to what is behind up to two more VLAN tags than it names. */
    public void addBehindTags(FilterProgram program) throws UnplaceableException {
        add(program, LOAD_HALF, Placement.TYPE, Placement::behindTags);
    }

    /** Adds a program for Ethernet, and applies it to a frame that has all its tags. */
    public void addWithTags(FilterProgram program) throws UnplaceableException {
        List<Integer> rejects = new ArrayList<>();
        add(LOAD_WORD, 0, 0, Placement.TAG_PRESENT);
        add(JUMP_EQUAL, 1, 0, 0);
        int present = add(JUMP, 0, 0, 0);
        copy(program, Placement.behindTags(0), rejects);
        land(present);
        copy(program, Placement.withTag(), rejects);
        rejects.forEach(this::land);
    }

    /** Adds a program for LINKTYPE_LINUX_SLL2, and applies it to what is behind up to two VLAN tags. */
    public void addCooked(FilterProgram program) throws UnplaceableException {
        add(program, LOAD_WORD, Placement.PROTOCOL, Placement::cooked);
    }

    /** Placements by the number of tags that are left in a frame. */
    private interface Placements {
        Placement behind(int tags);
    }

    private void add(FilterProgram program, int load, int type, Placements placements) throws UnplaceableException {
        List<Integer> rejects = new ArrayList<>();
        int operation = load;
        int operand = type;
        for (int tags = 0; tags <= MOST_TAGS; tags++) {
            int tagged = -1;
            if (tags < MOST_TAGS) {
                add(operation, 0, 0, operand);
                for (int i = 0; i < TAG_TYPES.length; i++) {
                    int rest = TAG_TYPES.length - 1 - i;
                    add(JUMP_EQUAL, rest, rest == 0 ? 1 : 0, TAG_TYPES[i]);
                }
                tagged = add(JUMP, 0, 0, 0);
            }
            copy(program, placements.behind(tags), rejects);
            if (tagged >= 0) {
                land(tagged);
            }
            operation = LOAD_HALF;
            operand = Placement.TYPE + (tags + 1) * Placement.TAG_LENGTH;
        }
        rejects.forEach(this::land);
    }

    private void dropOutgoing() {
        add(LOAD_WORD, 0, 0, Placement.PACKET_TYPE);
        add(JUMP_EQUAL, 0, 5, OUTGOING);
        add(LOAD_WORD, 0, 0, Placement.INTERFACE);
        add(JUMP_EQUAL, 2, 0, LOOPBACK_INDEX);
        add(LOAD_WORD, 0, 0, Placement.DEVICE_TYPE);
        add(JUMP_EQUAL, 0, 1, ARPHRD_CAN);
        add(RETURN, 0, 0, 0);
    }

    /** @param rejects receives the jumps of the copy to whatever follows */
    private void copy(FilterProgram program, Placement placement, List<Integer> rejects) throws UnplaceableException {
        for (int i = 0; i < program.length(); i++) {
            int operation = program.operation(i);
            int operand = program.operand(i);
            if ((operation & CLASS) == RETURN) {
                if (operation != RETURN) {
                    throw new UnplaceableException("a register is returned");
                }
                if (operand == 0) {
                    rejects.add(add(JUMP, 0, 0, 0));
                } else {
                    add(RETURN, 0, 0, pass);
                }
            } else {
                add(operation, program.ifTrue(i), program.ifFalse(i), placed(operation, operand, placement));
            }
        }
    }

    private static int placed(int operation, int operand, Placement placement) throws UnplaceableException {
        if ((operation & CLASS) > LOAD_INDEX) {
            return operand;
        }
        int size = (operation & SIZE) == OCTET ? 1 : (operation & SIZE) == HALF ? Placement.HALF : Integer.BYTES;
        return switch (operation & MODE) {
            case ABSOLUTE, HEADER_LENGTH -> operand < 0 ? operand : placement.place(operand, size, false);
            case INDEXED -> placement.place(operand, size, true);
            case LENGTH -> {
                int length = placement.place(Placement.LENGTH, size, false);
                yield length == Placement.LENGTH ? operand : length;
            }
            default -> operand;
        };
    }

    private int add(int operation, int ifTrue, int ifFalse, int operand) {
        instructions.add(new long[] {operation, ifTrue, ifFalse, operand});
        return instructions.size() - 1;
    }

    /** Makes a jump lead to the next instruction that is added. */
    private void land(int jump) {
        instructions.get(jump)[3] = instructions.size() - jump - 1L;
    }

    /**
     * Returns the instructions, in native byte order.
     *
     * @throws UnplaceableException if they are too many for the kernel
     */
    public byte[] octets() throws UnplaceableException {
        if (instructions.size() >= MOST) {
            throw new UnplaceableException("it has " + instructions.size() + " instructions");
        }
        ByteBuffer octets = ByteBuffer.allocate((instructions.size() + 1) * FilterProgram.INSTRUCTION)
                .order(ByteOrder.nativeOrder());
        for (long[] each : instructions) {
            octets.putShort((short) each[0])
                    .put((byte) each[1])
                    .put((byte) each[2])
                    .putInt((int) each[3]);
        }
        return octets.putShort((short) RETURN).array();
    }
}
