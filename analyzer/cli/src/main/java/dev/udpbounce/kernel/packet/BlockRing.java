// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.packet;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The ring of a packet socket (TPACKET_V3, {@code linux/if_packet.h}): blocks of memory that the kernel shares with this
 * process. The kernel fills one after the other, and hands it over when it is full or some time after its first packet.
 * For one thread, unless stated otherwise.
 *
 * <pre>
 * block    8 status  12 packets  16 offset of the first packet  …
 * packet   0 distance of the next  4 seconds  8 nanoseconds  12 captured octets  16 octets on the wire  20 status
 *         24 offset of the link-layer header (16 bits)  26 of the network header (16)
 *         32 control octets of a VLAN tag  36 its type (16)
 *         48 struct sockaddr_ll: protocol at 2 (16, big-endian)  interface at 4  device type at 8 (16)
 *            packet type at 10 (8)  length of the address at 11 (8)  address at 12 (64)
 * </pre>
 */
public final class BlockRing implements AutoCloseable {
    /** The most octets of a packet that every block has room for, besides its own fields: as much as libpcap has. */
    public static final int BLOCK = 1 << 18;

    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_VERSION = 10;
    private static final int TPACKET_V3 = 2;
    /** {@code struct tpacket_req3}: size and number of blocks, of frames, time-out in ms, two unused (32 bits each). */
    private static final int REQUEST = 28;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;

    private static final int STATUS = 8;
    private static final int PACKETS = 12;
    private static final int FIRST = 16;
    private static final int OF_KERNEL = 0;
    private static final int OF_USER = 1;

    private static final int SECONDS = 4;
    private static final int NANOSECONDS = 8;
    private static final int CAPTURED = 12;
    private static final int WIRE = 16;
    private static final int PACKET_STATUS = 20;
    private static final int LINK = 24;
    private static final int NETWORK = 26;
    private static final int TAG = 32;
    private static final int TAG_TYPE = 36;
    /** Offset of the address, which names the interface. */
    public static final int ADDRESS = 48;

    private static final int TAG_VALID = 1 << 4;
    private static final int TAG_TYPE_VALID = 1 << 6;
    private static final int VLAN = 0x8100;

    private static final long UNSIGNED = 0xffff_ffffL;
    private static final long NS_PER_S = 1_000_000_000;
    private static final int EVENT = 8;
    private static final int DESCRIPTOR = 8;
    /** Longest wait; then the caller looks whether it has to end. */
    private static final int LONGEST_MS = 500;
    /** How often to look for an interface that was down a moment ago: the kernel does not say that it is removed. */
    private static final int LOOK_MS = 50;

    private final PacketSocket socket;
    private final int blocks;
    private final long address;
    private final ByteBuffer memory;
    private final int event;
    private final ByteBuffer descriptors = Libc.buffer(2 * DESCRIPTOR);
    /** Index of the first octet of the block that comes next. */
    private volatile int block;

    private boolean down;

    /** How waiting has ended. */
    public enum Waited {
        /** A block may be there. */
        READY,
        /** By {@link #breakWait}. */
        BROKEN,
        /** The interface was removed. */
        GONE
    }

    private BlockRing(PacketSocket socket, int blocks, long address, int event) {
        this.socket = socket;
        this.blocks = blocks;
        this.address = address;
        this.event = event;
        memory = Libc.mapped(address, blocks * BLOCK);
    }

    /**
     * Gives a socket a ring, which is closed with it. If there is not enough memory, the ring is smaller.
     *
     * @param octets size of the ring, rounded to whole blocks
     * @param timeoutMs time after which a block is handed over that is not full
     */
    public static BlockRing open(PacketSocket socket, int octets, int timeoutMs) throws KernelException {
        Libc.Calls calls = Libc.calls();
        socket.set(SocketConstants.SOL_PACKET, PACKET_VERSION, Libc.buffer(4).putInt(0, TPACKET_V3));
        int blocks = request(
                socket, (int) Math.min(((long) octets + BLOCK - 1) / BLOCK, Integer.MAX_VALUE / BLOCK), timeoutMs);
        int event = Libc.check("eventfd", calls.eventfd(0, SocketConstants.SOCK_CLOEXEC));
        long address = calls.mmap(0, (long) blocks * BLOCK, PROT_READ_WRITE, MAP_SHARED, socket.fd(), 0);
        if (address == -1) {
            KernelException failure = Libc.failure("mmap", Libc.errno());
            calls.close(event);
            throw failure;
        }
        return new BlockRing(socket, blocks, address, event);
    }

    private static int request(PacketSocket socket, int wanted, int timeoutMs) throws KernelException {
        int blocks = wanted;
        while (true) {
            ByteBuffer request = Libc.buffer(REQUEST);
            request.putInt(BLOCK).putInt(blocks).putInt(BLOCK).putInt(blocks).putInt(timeoutMs);
            try {
                socket.set(SocketConstants.SOL_PACKET, PACKET_RX_RING, request.rewind());
                return blocks;
            } catch (KernelException e) {
                if (e.errno() != Errno.ENOMEM.linux() || blocks == 1) {
                    throw e;
                }
                blocks -= Math.max(1, blocks / 20);
            }
        }
    }

    /** Returns the packets of the next block; 0 if it still belongs to the kernel. */
    public int ready() {
        if ((memory.getInt(block + STATUS) & OF_USER) == 0) {
            return 0;
        }
        VarHandle.acquireFence();
        down = false;
        return memory.getInt(block + PACKETS);
    }

    /**
     * Returns the time of the first packet of the next block, in nanoseconds since the Unix epoch; {@link
     * Long#MAX_VALUE} if it still belongs to the kernel. For any thread.
     */
    public long firstTimeNs() {
        while (true) {
            int at = block;
            boolean isReady = (memory.getInt(at + STATUS) & OF_USER) != 0;
            VarHandle.acquireFence();
            long firstNs = isReady ? timeNs(at + memory.getInt(at + FIRST)) : Long.MAX_VALUE;
            VarHandle.acquireFence();
            if (at == block) {
                return firstNs;
            }
        }
    }

    /** Waits for the next block, for a time. */
    public Waited await() throws KernelException {
        descriptors.putInt(0, socket.fd()).putInt(4, SocketConstants.POLLIN);
        descriptors.putInt(DESCRIPTOR, event).putInt(DESCRIPTOR + 4, SocketConstants.POLLIN);
        if (Libc.calls().poll(descriptors, 2, down ? LOOK_MS : LONGEST_MS) == -1) {
            int errno = Libc.errno();
            if (errno != Errno.EINTR.linux()) {
                throw Libc.failure("poll", errno);
            }
            return Waited.READY;
        }
        if (descriptors.getShort(DESCRIPTOR + 6) != 0) {
            return Waited.BROKEN;
        }
        if ((descriptors.getShort(6) & ~SocketConstants.POLLIN) != 0) {
            int error = socket.takeError();
            if (!PacketSocket.saysDown(error)) {
                throw Libc.failure("packet socket", error);
            }
            down = true;
        }
        return down && socket.isGone() ? Waited.GONE : Waited.READY;
    }

    /** Has {@link #await} return at once, this time and from then on. For any thread. */
    public void breakWait() {
        Libc.calls().write(event, Libc.buffer(EVENT).putLong(0, 1), EVENT);
    }

    /** Gives the block back to the kernel, which may overwrite its packets. */
    public void release() {
        int released = block;
        // Before the status, so that firstTimeNs notices that the block it reads is no longer the next one.
        block = released / BLOCK == blocks - 1 ? 0 : released + BLOCK;
        VarHandle.releaseFence();
        memory.putInt(released + STATUS, OF_KERNEL);
    }

    /** Returns the memory of the ring, in native byte order. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Returns the index in {@link #memory} of the first packet of the block. */
    public int first() {
        return block + memory.getInt(block + FIRST);
    }

    /** Returns the index of the packet after the one at {@code packet}. */
    public int next(int packet) {
        return packet + memory.getInt(packet);
    }

    /** Returns the time of a packet in nanoseconds since the Unix epoch. */
    public long timeNs(int packet) {
        return (memory.getInt(packet + SECONDS) & UNSIGNED) * NS_PER_S + memory.getInt(packet + NANOSECONDS);
    }

    /** Returns the octets of a packet that are in the ring, from {@link #link} on. */
    public int captured(int packet) {
        return memory.getInt(packet + CAPTURED);
    }

    /** Returns the octets that a packet had, without a tag that the kernel has taken out. */
    public long wire(int packet) {
        return memory.getInt(packet + WIRE) & UNSIGNED;
    }

    /** Returns the index of the link-layer header of a packet. */
    public int link(int packet) {
        return packet + (memory.getShort(packet + LINK) & 0xffff);
    }

    /** Returns the index of the network header of a packet. */
    public int network(int packet) {
        return packet + (memory.getShort(packet + NETWORK) & 0xffff);
    }

    /** Returns the VLAN tag that the kernel has taken out of a packet, type and control octets; 0 for none. */
    public int tag(int packet) {
        int status = memory.getInt(packet + PACKET_STATUS);
        int control = memory.getInt(packet + TAG) & 0xffff;
        if (control == 0 && (status & TAG_VALID) == 0) {
            return 0;
        }
        int type = memory.getShort(packet + TAG_TYPE) & 0xffff;
        return (type == 0 && (status & TAG_TYPE_VALID) == 0 ? VLAN : type) << Short.SIZE | control;
    }

    @Override
    public void close() {
        Libc.calls().munmap(address, (long) blocks * BLOCK);
        Libc.calls().close(event);
    }
}
