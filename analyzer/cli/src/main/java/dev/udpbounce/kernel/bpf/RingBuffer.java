// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.bpf;

import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import jnr.ffi.Pointer;

/**
 * A ring in which programs in the kernel leave records ({@code kernel/bpf/ringbuf.c}), read through mapped memory,
 * without a call. What finds no room is lost, and the program that would have left it knows. For one thread at a time,
 * except {@link #await}.
 *
 * <pre>
 * page 0   the position that has been read up to (64 bits); the only page that can be written
 * page 1   the position up to which records have been reserved (64 bits)
 * then     the records, twice in a row, so that none is broken at the end
 *
 * record   length (30 bits), left unused (1 bit), not complete yet (1 bit); page (32 bits); octets, padded to 8
 * </pre>
 */
public final class RingBuffer implements AutoCloseable {
    private static final int PROT_READ = 1;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int PAGE_SIZE = 30;

    private static final int HEADER = 8;
    private static final int INCOMPLETE = 1 << 31;
    private static final int UNUSED = 1 << 30;

    private final int map;
    private final int size;
    private final long page;
    private final Pointer readUpTo;
    private final Pointer reserved;
    private final ByteBuffer descriptors = Libc.buffer(8);
    private byte[] octets = new byte[256];
    private ByteBuffer record = buffer();

    private RingBuffer(int map, int size) throws KernelException {
        this.map = map;
        this.size = size;
        Libc.Calls calls = Libc.calls();
        page = Libc.check("page size", calls.sysconf(PAGE_SIZE));
        long first = Libc.check("mmap", calls.mmap(0, page, PROT_READ_WRITE, MAP_SHARED, map, 0));
        readUpTo = Pointer.wrap(Libc.runtime(), first, page);
        long length = page + 2L * size;
        long rest = calls.mmap(0, length, PROT_READ, MAP_SHARED, map, page);
        if (rest == -1) {
            KernelException failure = Libc.failure("mmap", Libc.errno());
            calls.munmap(first, page);
            throw failure;
        }
        reserved = Pointer.wrap(Libc.runtime(), rest, length);
    }

    /**
     * Creates an empty ring.
     *
     * @param size in octets; a power of two, and a multiple of the page size
     */
    public static RingBuffer create(Bpf bpf, int size) throws KernelException {
        int map = bpf.createRing(size);
        try {
            return new RingBuffer(map, size);
        } catch (KernelException e) {
            Libc.calls().close(map);
            throw e;
        }
    }

    /** Returns the descriptor of the map, for programs. */
    public int map() {
        return map;
    }

    /** Waits until there is a record, for a time; may return earlier. */
    public void await(int timeoutMs) {
        synchronized (descriptors) {
            descriptors.putInt(0, map).putInt(4, SocketConstants.POLLIN);
            Libc.calls().poll(descriptors, 1, timeoutMs);
        }
    }

    /**
     * Reads the records up to the first that is not complete, whose program was interrupted.
     *
     * @param each gets each record, in native byte order; the buffer is valid until it returns
     * @return whether all were complete
     */
    public boolean read(Consumer<ByteBuffer> each) {
        long at = readUpTo.getLong(0);
        long end = end();
        while (at < end) {
            long from = page + (at & (size - 1));
            int head = reserved.getInt(from);
            VarHandle.acquireFence();
            if ((head & INCOMPLETE) != 0) {
                return false;
            }
            int length = head & ~(INCOMPLETE | UNUSED);
            if ((head & UNUSED) == 0) {
                each.accept(copy(from + HEADER, length));
            }
            at += HEADER + (length + 7 & ~7);
            VarHandle.releaseFence();
            readUpTo.putLong(0, at);
            end = at == end ? end() : end;
        }
        return true;
    }

    /** Returns the position up to which records are reserved. */
    private long end() {
        // The kernel looks for a reader that has caught up after it has completed a record.
        VarHandle.fullFence();
        long end = reserved.getLong(0);
        VarHandle.acquireFence();
        return end;
    }

    private ByteBuffer copy(long from, int length) {
        if (length > octets.length) {
            octets = new byte[length];
            record = buffer();
        }
        reserved.get(from, octets, 0, length);
        return record.clear().limit(length);
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        Libc.Calls calls = Libc.calls();
        calls.munmap(readUpTo.address(), page);
        calls.munmap(reserved.address(), page + 2L * size);
        calls.close(map);
    }
}
