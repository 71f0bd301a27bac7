// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.packet;

/**
 * Where the kernel finds what a program loads from a frame. The kernel has taken the outermost VLAN tag out of most
 * frames and keeps it beside them ({@code skb_vlan_untag}).
 */
@FunctionalInterface
interface Placement {
    int HALF = 2;

    /** {@code SKF_AD_OFF}: from here on, an operand stands for a property of the packet. */
    int PROPERTIES = -0x1000;

    int PROTOCOL = PROPERTIES;
    int PACKET_TYPE = PROPERTIES + 4;
    int INTERFACE = PROPERTIES + 8;
    int DEVICE_TYPE = PROPERTIES + 28;
    int TAG = PROPERTIES + 44;
    int TAG_PRESENT = PROPERTIES + 48;
    int TAG_TYPE = PROPERTIES + 60;

    /** {@code SKF_NET_OFF}: an operand that counts from the network header. */
    int NETWORK = -0x100000;

    /** Two addresses of 6 octets, followed by the type. */
    int TYPE = 12;

    int TAG_LENGTH = 4;
    int ETHERNET = TYPE + HALF;

    /** Protocol, interface and packet type in the header of LINKTYPE_LINUX_SLL2, and its length. */
    int COOKED_PROTOCOL = 0;

    int COOKED_INTERFACE = 4;
    int COOKED_PACKET_TYPE = 10;
    int COOKED = 20;

    /** The operand of a load of the length. */
    int LENGTH = Integer.MIN_VALUE;

    /**
     * Returns the operand of a load.
     *
     * @param operand what the program loads; {@link #LENGTH} for the length of the frame
     * @param size octets that it loads
     * @param isIndexed whether register X is added
     */
    int place(int operand, int size, boolean isIndexed) throws UnplaceableException;

    /** Returns the placement of an Ethernet frame in which {@code tags} tags are left, as if there were none. */
    static Placement behindTags(int tags) {
        return (operand, size, isIndexed) ->
                operand == LENGTH || operand < TYPE ? operand : operand + tags * TAG_LENGTH;
    }

    /** Returns the placement of an Ethernet frame whose outermost tag the kernel has taken out, as if it had not. */
    static Placement withTag() {
        return (operand, size, isIndexed) -> {
            if (operand == LENGTH || (operand >= 0 && operand + size <= TYPE && !isIndexed)) {
                return operand;
            }
            if (operand >= TYPE + TAG_LENGTH) {
                return operand - TAG_LENGTH;
            }
            if (operand == TYPE && size == HALF && !isIndexed) {
                return TAG_TYPE;
            }
            if (operand == TYPE + HALF && size == HALF && !isIndexed) {
                return TAG;
            }
            throw new UnplaceableException("part of a tag is loaded");
        };
    }

    /**
     * Returns the placement of a frame of LINKTYPE_LINUX_SLL2, for the frame from which that is made.
     *
     * @param tags tags that are left in the frame, which is one of Ethernet if there are any
     */
    static Placement cooked(int tags) {
        return (operand, size, isIndexed) -> {
            if (operand == LENGTH) {
                throw new UnplaceableException("the length of a cooked frame is loaded");
            }
            if (operand >= COOKED) {
                return operand - COOKED + (tags == 0 ? NETWORK : ETHERNET + tags * TAG_LENGTH);
            }
            if (operand == COOKED_PROTOCOL && size == HALF && !isIndexed) {
                return tags == 0 ? PROTOCOL : TYPE + tags * TAG_LENGTH;
            }
            if (operand == COOKED_INTERFACE && size == Integer.BYTES && !isIndexed) {
                return INTERFACE;
            }
            if (operand == COOKED_PACKET_TYPE && size == 1 && !isIndexed) {
                return PACKET_TYPE;
            }
            throw new UnplaceableException("octet " + operand + " of a cooked header is loaded");
        };
    }
}
