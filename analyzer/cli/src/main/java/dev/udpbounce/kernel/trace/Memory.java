// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.sys.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Pointer;

/** Reads and writes the memory of a traced thread through one reused buffer. */
final class Memory {
    /** Maximum size of a read, in octets. */
    static final int MOST = 4096;

    private static final int IOVEC = 16;

    private final TraceCalls calls;
    private final Pointer window =
            Pointer.wrap(Libc.runtime(), ByteBuffer.allocateDirect(MOST).order(ByteOrder.nativeOrder()));
    private final Pointer local =
            Pointer.wrap(Libc.runtime(), ByteBuffer.allocateDirect(IOVEC).order(ByteOrder.nativeOrder()));
    private final Pointer remote =
            Pointer.wrap(Libc.runtime(), ByteBuffer.allocateDirect(IOVEC).order(ByteOrder.nativeOrder()));

    Memory(TraceCalls calls) {
        this.calls = calls;
    }

    /**
     * Copies octets from the memory of the thread {@code tid}.
     *
     * @return as many octets as could be read contiguously, in native order; none if the address is invalid or the
     * thread has ended
     */
    ByteBuffer read(int tid, long address, long length) {
        int wanted = (int) Math.max(0, Math.min(MOST, length));
        if (wanted == 0 || address == 0) {
            return ByteBuffer.allocate(0);
        }
        point(local, window.address(), wanted);
        point(remote, address, wanted);
        long read = calls.process_vm_readv(tid, local, 1, remote, 1, 0);
        byte[] octets = new byte[(int) Math.max(0, read)];
        window.get(0, octets, 0, octets.length);
        return ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder());
    }

    /** Copies octets to the memory of the thread {@code tid}; returns whether all were written. */
    boolean write(int tid, long address, byte[] octets) {
        window.put(0, octets, 0, octets.length);
        point(local, window.address(), octets.length);
        point(remote, address, octets.length);
        return calls.process_vm_writev(tid, local, 1, remote, 1, 0) == octets.length;
    }

    private static void point(Pointer iovec, long address, int length) {
        iovec.putLong(0, address);
        iovec.putLong(8, length);
    }
}
