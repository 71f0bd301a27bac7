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
        /** {@code setsockopt} was called. */
        OPTION(25, 22);

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
    private static final int LINK_CREATE = 28;
    private static final int MAP_TYPE_LRU_HASH = 9;

    /** Octets of {@code union bpf_attr} in use: the kernel treats the rest as 0. */
    private static final int ATTRIBUTES = 72;

    private static final int PROG_ATTACH_TYPE = 68;
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

    public int createLruHash(int keySize, int valueSize, int entries) throws KernelException {
        clear();
        attributes.putInt(0, MAP_TYPE_LRU_HASH).putInt(4, keySize).putInt(8, valueSize);
        attributes.putInt(12, entries);
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
        int program = load(hook, code);
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

    private int load(Hook hook, ByteBuffer code) throws KernelException {
        ByteBuffer license = Libc.buffer(16);
        license.put(0, "GPL".getBytes(StandardCharsets.US_ASCII));
        clear();
        attributes.putInt(0, hook.programType).putInt(4, code.remaining() / INSTRUCTION);
        attributes.putLong(8, address(code)).putLong(16, address(license));
        attributes.putInt(PROG_ATTACH_TYPE, hook.attachType);
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
