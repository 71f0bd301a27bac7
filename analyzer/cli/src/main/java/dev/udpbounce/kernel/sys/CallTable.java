// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import java.io.ByteArrayOutputStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/**
 * A sequence of system calls made by a few bytes of machine code, for places where neither Java nor the C library can
 * run: in a signal handler, and in a child before its exec. A child shares the table even if it has its own memory. For
 * x86-64.
 *
 * <pre>
 *  0        8 … 40           48
 *  number   five arguments   what the call has answered: a negative errno if it failed
 * </pre>
 */
public final class CallTable {
    private static final int PAGE = 4096;
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXEC = 5;
    private static final int MAP_SHARED_ANONYMOUS = 0x21;

    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;

    private static final int ARGUMENTS = 5;
    private static final int ANSWER = 48;
    private static final int ENTRY = 56;
    private static final long END = -1;

    /** The result of a call that has not been made. */
    public static final long NOT_MADE = Long.MIN_VALUE;

    private final List<long[]> calls = new ArrayList<>();
    private final List<ByteBuffer> memory = new ArrayList<>();
    /** Address of the table; the code is at the start of the next page. */
    private long table;

    private int pages;
    private int gate = -1;

    /** Adds a call and returns its index. */
    public int add(int number, long... arguments) {
        long[] call = new long[1 + ARGUMENTS];
        call[0] = number;
        System.arraycopy(arguments, 0, call, 1, arguments.length);
        calls.add(call);
        return calls.size() - 1;
    }

    /** Adds a call that waits until {@link #openGate}; at most one per table. */
    public void addGate() {
        gate = add(CallNumbers.FUTEX, 0, FUTEX_WAIT, 0);
    }

    /** Opens the gate, so that the calls behind it are made. */
    public void openGate() {
        Pointer.wrap(Libc.runtime(), gateAddress()).putInt(0, 1);
        Libc.calls().syscall(CallNumbers.FUTEX, gateAddress(), FUTEX_WAKE, 1);
    }

    /** A word behind the table, 0 while the gate is closed. */
    private long gateAddress() {
        return table + (long) calls.size() * ENTRY + Long.BYTES;
    }

    /** Keeps the memory of a pointer argument alive as long as this table, and returns its address. */
    public long pointer(ByteBuffer direct) {
        memory.add(direct);
        return address(direct);
    }

    /** Returns the result of the call at an index; {@link #NOT_MADE} if it was not made. The table must be mapped. */
    public long answer(int place) {
        return Pointer.wrap(Libc.runtime(), table).getLong((long) place * ENTRY + ANSWER);
    }

    /**
     * Maps code that makes the calls. No calls can be added afterwards.
     *
     * @param before machine code to run first, which must leave register rbx free for use
     * @param after machine code to run last
     * @return the address of the code, valid until {@link #unmap}
     */
    public long map(byte[] before, byte[] after) throws KernelException {
        int size = calls.size() * ENTRY + 2 * Long.BYTES;
        pages = (size + PAGE - 1) / PAGE + 1;
        table = Libc.check(
                "mmap", Libc.calls().mmap(0, (long) pages * PAGE, PROT_READ_WRITE, MAP_SHARED_ANONYMOUS, -1, 0));
        if (gate >= 0) {
            calls.get(gate)[1] = gateAddress();
        }
        Pointer entries = Pointer.wrap(Libc.runtime(), table);
        for (int i = 0; i < calls.size(); i++) {
            long entry = (long) i * ENTRY;
            for (int j = 0; j <= ARGUMENTS; j++) {
                entries.putLong(entry + (long) j * Long.BYTES, calls.get(i)[j]);
            }
            entries.putLong(entry + ANSWER, NOT_MADE);
        }
        entries.putLong((long) calls.size() * ENTRY, END);
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        code.writeBytes(before);
        code.writeBytes(loop());
        code.writeBytes(after);
        byte[] octets = code.toByteArray();
        long page = table + (pages - 1L) * PAGE;
        Pointer.wrap(Libc.runtime(), page).put(0, octets, 0, octets.length);
        Libc.check("mprotect", Libc.calls().mprotect(page, PAGE, PROT_READ_EXEC));
        return page;
    }

    /** Unmaps table and code. No thread may be running the code. */
    public void unmap() throws KernelException {
        try {
            Libc.check("munmap", Libc.calls().munmap(table, (long) pages * PAGE));
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /**
     * The code that makes the calls.
     *
     * <pre>
     *       mov rbx, table
     * next: mov rax, [rbx]; test rax, rax; js end
     *       mov rdi, [rbx + 8]; mov rsi, [rbx + 16]; mov rdx, [rbx + 24]; mov r10, [rbx + 32]; mov r8, [rbx + 40]
     *       syscall
     *       mov [rbx + 48], rax; add rbx, 56; jmp next
     * end:
     * </pre>
     */
    private byte[] loop() {
        ByteBuffer code = ByteBuffer.allocate(10 + 40).order(ByteOrder.LITTLE_ENDIAN);
        code.put(octets(0x48, 0xbb)).putLong(table);
        code.put(octets(0x48, 0x8b, 0x03, 0x48, 0x85, 0xc0, 0x78, 0x20));
        code.put(octets(0x48, 0x8b, 0x7b, 0x08, 0x48, 0x8b, 0x73, 0x10, 0x48, 0x8b, 0x53, 0x18));
        code.put(octets(0x4c, 0x8b, 0x53, 0x20, 0x4c, 0x8b, 0x43, 0x28));
        code.put(octets(0x0f, 0x05));
        code.put(octets(0x48, 0x89, 0x43, ANSWER, 0x48, 0x83, 0xc3, ENTRY, 0xeb, -40));
        return code.array();
    }

    /** Returns bytes of machine code. */
    public static byte[] octets(int... octets) {
        byte[] code = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            code[i] = (byte) octets[i];
        }
        return code;
    }

    /** Returns the address of a direct buffer. */
    public static long address(ByteBuffer direct) {
        return Pointer.wrap(Libc.runtime(), direct).address();
    }
}
