// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.kernel.packet.BlockRing;
import dev.udpbounce.kernel.packet.FilterProgram;
import dev.udpbounce.kernel.packet.PacketFilter;
import dev.udpbounce.kernel.packet.UnplaceableException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What libpcap makes of a packet in the kernel's ring. A VLAN tag that the kernel has taken out is put back.
 *
 * <pre>
 *  Ethernet      the frame
 *  any           header of LINKTYPE_LINUX_SLL2 instead of the frame's:
 *                0 protocol  2 0 (16 bits)  4 interface (32)  8 device type  10 packet type (8)
 *                11 length of the address (8)  12 address (64)
 * </pre>
 */
abstract sealed class PacketForm {
    private static final int TAG = 4;
    private static final int TYPE = 12;
    private static final int ETHERNET_HEADER = 14;
    /** What is less is no type, and cannot follow a tag. */
    private static final int LOWEST_TYPE = 0x600;

    /** Octets that are kept, at most. */
    final int snapLength;

    private PacketForm(int snapLength) {
        this.snapLength = snapLength;
    }

    /** @param cooked whether the packets come from all interfaces */
    static PacketForm of(boolean cooked, int snapLength) {
        return cooked ? new Cooked(snapLength) : new Ethernet(snapLength);
    }

    abstract int linkType();

    /** Returns the octets of a frame from which as many can be made as are kept. */
    abstract int needed();

    /** Compiles an expression for these packets; null if libpcap refuses it. */
    @Nullable
    FilterProgram compile(String expression) {
        return FilterCompiler.compile(expression, linkType(), snapLength);
    }

    /**
     * Adds a program for these packets to a filter.
     *
     * @param namesTags whether it names tags itself; otherwise it is applied behind them
     */
    abstract void addTo(PacketFilter filter, FilterProgram program, boolean namesTags) throws UnplaceableException;

    /** Puts a packet into a ring, without publishing it. */
    abstract void put(BlockRing from, int packet, PacketRing to, long arrivalNs);

    /** A frame of an Ethernet or loopback interface. */
    private static final class Ethernet extends PacketForm {
        private static final int LINK_TYPE = 1;

        Ethernet(int snapLength) {
            super(snapLength);
        }

        @Override
        int linkType() {
            return LINK_TYPE;
        }

        @Override
        int needed() {
            return snapLength;
        }

        @Override
        void addTo(PacketFilter filter, FilterProgram program, boolean namesTags) throws UnplaceableException {
            if (namesTags) {
                filter.addWithTags(program);
            } else {
                filter.addBehindTags(program);
            }
        }

        @Override
        void put(BlockRing from, int packet, PacketRing to, long arrivalNs) {
            int captured = from.captured(packet);
            int link = from.link(packet);
            int tag = captured < TYPE ? 0 : from.tag(packet);
            int more = tag == 0 ? 0 : TAG;
            int at = to.reserve(captured + more);
            if (at < 0) {
                return;
            }
            if (tag == 0) {
                to.copy(at, from.memory(), link, captured);
            } else {
                to.copy(at, from.memory(), link, TYPE);
                to.buffer().putInt(at + TYPE, tag);
                to.copy(at + TYPE + TAG, from.memory(), link + TYPE, captured - TYPE);
            }
            to.commit(Math.min(captured + more, snapLength), from.wire(packet) + more, from.timeNs(packet), arrivalNs);
        }
    }

    /** A packet of any interface. */
    private static final class Cooked extends PacketForm {
        private static final int HEADER = 20;
        private static final int INTERFACE = 4;
        private static final int DEVICE_TYPE = 8;
        private static final int PACKET_TYPE = 10;
        private static final int ADDRESS = 12;
        /** The same in {@code struct sockaddr_ll}. */
        private static final int FROM_PROTOCOL = BlockRing.ADDRESS + 2;

        private static final int FROM_INTERFACE = BlockRing.ADDRESS + 4;
        private static final int FROM_DEVICE_TYPE = BlockRing.ADDRESS + 8;
        private static final int FROM_PACKET_TYPE = BlockRing.ADDRESS + 10;
        private static final int FROM_ADDRESS = BlockRing.ADDRESS + 12;

        /** Octets of a link-layer header, at most, that are captured to be left out. */
        private static final int LONGEST_HEADER = 256;

        Cooked(int snapLength) {
            super(Math.max(snapLength, HEADER + 1)); // as libpcap does
        }

        @Override
        int linkType() {
            return PcapCapture.LINUX_SLL2.value();
        }

        @Override
        int needed() {
            return snapLength + LONGEST_HEADER;
        }

        @Override
        void addTo(PacketFilter filter, FilterProgram program, boolean namesTags) throws UnplaceableException {
            filter.addCooked(program);
        }

        @Override
        void put(BlockRing from, int packet, PacketRing to, long arrivalNs) {
            ByteBuffer memory = from.memory();
            int link = from.link(packet);
            int protocol = Short.reverseBytes(memory.getShort(packet + FROM_PROTOCOL)) & 0xffff;
            // On its way out, a packet with a tag has its network header behind it, if the driver cannot add tags.
            int start = isTag(protocol) && isEthernet(memory.getShort(packet + FROM_DEVICE_TYPE))
                    ? link + ETHERNET_HEADER
                    : from.network(packet);
            int left = start - link;
            int length = Math.max(0, from.captured(packet) - left);
            int tag = protocol < LOWEST_TYPE ? 0 : from.tag(packet);
            int header = tag == 0 ? HEADER : HEADER + TAG;
            int at = to.reserve(header + length);
            if (at < 0) {
                return;
            }
            ByteBuffer octets = to.buffer();
            octets.putInt(at, tag == 0 ? protocol << Short.SIZE : tag & 0xffff_0000);
            octets.putInt(at + INTERFACE, memory.getInt(packet + FROM_INTERFACE));
            octets.putShort(at + DEVICE_TYPE, memory.getShort(packet + FROM_DEVICE_TYPE));
            octets.putShort(at + PACKET_TYPE, Short.reverseBytes(memory.getShort(packet + FROM_PACKET_TYPE)));
            octets.putLong(at + ADDRESS, Long.reverseBytes(memory.getLong(packet + FROM_ADDRESS)));
            if (tag != 0) {
                octets.putInt(at + HEADER, tag << Short.SIZE | protocol);
            }
            to.copy(at + header, memory, start, length);
            to.commit(
                    Math.min(header + length, snapLength),
                    Math.max(0, from.wire(packet) - left) + header,
                    from.timeNs(packet),
                    arrivalNs);
        }

        private static boolean isTag(int protocol) {
            return protocol == 0x8100 || protocol == 0x88a8 || protocol == 0x9100;
        }

        private static boolean isEthernet(int deviceType) {
            return RingCapture.isEthernet(deviceType & 0xffff);
        }
    }
}
