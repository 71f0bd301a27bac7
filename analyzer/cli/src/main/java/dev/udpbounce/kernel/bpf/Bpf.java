// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.bpf;

import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.FcntlConstants;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import jnr.ffi.Pointer;

/** The required operations of the bpf(2) system call. For one thread at a time. */
public final class Bpf {
    /** Where a program runs. The numbers are those of enum bpf_prog_type and enum bpf_attach_type, linux/bpf.h. */
    public enum Hook {
        /** A socket was created. */
        CREATION(9, 2),
        /** A program closed its socket. */
        RELEASE(9, 34),
        /** {@code setsockopt} was called. */
        OPTION(25, 22),
        /** {@code getsockopt} has its answer. */
        OPTION_READ(25, 21);

        private final int programType;
        private final int attachType;

        Hook(int programType, int attachType) {
            this.programType = programType;
            this.attachType = attachType;
        }
    }

    // enum bpf_cmd and bpf_map_type, linux/bpf.h
    private static final int MAP_CREATE = 0;
    private static final int MAP_LOOKUP_ELEM = 1;
    private static final int PROG_LOAD = 5;
    private static final int RAW_TRACEPOINT_OPEN = 17;
    private static final int LINK_CREATE = 28;
    private static final int MAP_TYPE_HASH = 1;
    private static final int MAP_TYPE_ARRAY = 2;
    private static final int MAP_TYPE_LRU_HASH = 9;
    private static final int MAP_TYPE_RING = 27;

    // enum bpf_prog_type and enum bpf_attach_type of a program at a tracepoint
    private static final int TRACING = 26;
    private static final int TRACEPOINT = 23;

    /** Octets of {@code union bpf_attr} in use: the kernel treats the rest as 0. */
    private static final int ATTRIBUTES = 112;

    private static final int PROG_ATTACH_TYPE = 68;
    private static final int PROG_ATTACH_BTF_ID = 108;
    private static final int INSTRUCTION = 8;

    private final long number;
    private final ByteBuffer attributes = Libc.buffer(ATTRIBUTES);

    public Bpf() throws IOException {
        number = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> CallNumbers.BPF;
            case "aarch64" -> 280;
            default -> throw new IOException("bpf: not done on this processor");
        };
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IOException("bpf: not done on a big-endian processor");
        }
    }

    /** Creates a map that evicts an entry that was not used lately, when it is full. */
    public int createLruHash(int keySize, int valueSize, int entries) throws KernelException {
        return create(MAP_TYPE_LRU_HASH, keySize, valueSize, entries);
    }

    /** Creates a map that takes no further keys when it is full. */
    public int createHash(int keySize, int valueSize, int entries) throws KernelException {
        return create(MAP_TYPE_HASH, keySize, valueSize, entries);
    }

    /** Creates a map of zeroed values under the keys from 0, of 32 bits each. */
    public int createArray(int valueSize, int entries) throws KernelException {
        return create(MAP_TYPE_ARRAY, Integer.BYTES, valueSize, entries);
    }

    /** Creates the map that {@link RingBuffer} reads; its size in octets is a power of two. */
    int createRing(int size) throws KernelException {
        return create(MAP_TYPE_RING, 0, 0, size);
    }

    private int create(int type, int keySize, int valueSize, int entries) throws KernelException {
        clear();
        attributes.putInt(0, type).putInt(4, keySize).putInt(8, valueSize).putInt(12, entries);
        return Libc.check("bpf map", (int) call(MAP_CREATE, ATTRIBUTES));
    }

    /** Copies the value of {@code key} to {@code value}; returns false if there is none. */
    public boolean lookUp(int map, ByteBuffer key, ByteBuffer value) {
        clear();
        attributes.putInt(0, map).putLong(8, address(key)).putLong(16, address(value));
        try {
            return call(MAP_LOOKUP_ELEM, 32) == 0;
        } finally {
            Reference.reachabilityFence(key);
            Reference.reachabilityFence(value);
        }
    }

    /** Runs a program in the kernel until the returned link is closed. */
    public int attach(Hook hook, ByteBuffer code, Path cgroup) throws KernelException {
        int program = load(hook.programType, hook.attachType, 0, code);
        int folder = Libc.calls().open(cgroup.toString(), FcntlConstants.O_CLOEXEC);
        try {
            Libc.check("open " + cgroup, folder);
            clear();
            attributes.putInt(0, program).putInt(4, folder).putInt(8, hook.attachType);
            return Libc.check("bpf link", (int) call(LINK_CREATE, 16));
        } finally {
            Libc.calls().close(program);
            if (folder != -1) {
                Libc.calls().close(folder);
            }
        }
    }

    /**
     * Runs a program whenever the kernel passes a tracepoint, until the returned link is closed. The program gets the
     * address of the tracepoint's arguments, 64 bits each.
     *
     * @param type number of the tracepoint's type, from {@link Btf#tracepoint}
     */
    public int trace(int type, ByteBuffer code) throws KernelException {
        int program = load(TRACING, TRACEPOINT, type, code);
        try {
            clear();
            attributes.putInt(8, program);
            return Libc.check("bpf tracepoint", (int) call(RAW_TRACEPOINT_OPEN, 16));
        } finally {
            Libc.calls().close(program);
        }
    }

    private int load(int type, int attachType, int btfId, ByteBuffer code) throws KernelException {
        ByteBuffer license = Libc.buffer(16);
        license.put(0, "GPL".getBytes(StandardCharsets.US_ASCII));
        clear();
        attributes.putInt(0, type).putInt(4, code.remaining() / INSTRUCTION);
        attributes.putLong(8, address(code)).putLong(16, address(license));
        attributes.putInt(PROG_ATTACH_TYPE, attachType).putInt(PROG_ATTACH_BTF_ID, btfId);
        try {
            return Libc.check("bpf program", (int) call(PROG_LOAD, ATTRIBUTES));
        } finally {
            Reference.reachabilityFence(code);
            Reference.reachabilityFence(license);
        }
    }

    private long call(int command, int size) {
        return Libc.calls().syscall(number, command, attributes, size);
    }

    private void clear() {
        for (int at = 0; at < ATTRIBUTES; at += Long.BYTES) {
            attributes.putLong(at, 0);
        }
    }

    private static long address(ByteBuffer direct) {
        return Pointer.wrap(Libc.runtime(), direct).address();
    }
}
