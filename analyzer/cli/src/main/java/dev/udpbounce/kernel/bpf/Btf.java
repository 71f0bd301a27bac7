// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.bpf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The types of the running kernel, in the BPF Type Format ({@code Documentation/bpf/btf.rst}): where the fields of its
 * structures are, which differs from build to build.
 *
 * <pre>
 * header   magic (16 bits), version, flags (8 each), length of the header, then offset and length
 *          of the types and of the strings, from the end of the header (32 each)
 * type     name, an offset in the strings (32); kind and number of members (32); size or type (32); then by its kind
 * member   name, type, offset in bits (32 each)
 * </pre>
 *
 * Types are numbered from 1, in their order.
 */
public final class Btf {
    private static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");

    private static final int MAGIC = 0xeb9f;
    private static final int HEADER = 24;
    private static final int TYPE = 12;
    private static final int MEMBER = 12;

    private static final int INT = 1;
    private static final int POINTER = 2;
    private static final int ARRAY = 3;
    private static final int STRUCT = 4;
    private static final int UNION = 5;
    private static final int ENUM = 6;
    private static final int FORWARD = 7;
    private static final int TYPEDEF = 8;
    private static final int VOLATILE = 9;
    private static final int CONST = 10;
    private static final int RESTRICT = 11;
    private static final int FUNCTION = 12;
    private static final int PROTOTYPE = 13;
    private static final int VARIABLE = 14;
    private static final int SECTION = 15;
    private static final int FLOAT = 16;
    private static final int DECLARATION_TAG = 17;
    private static final int TYPE_TAG = 18;
    private static final int ENUM64 = 19;

    /** Members of a structure with this flag have the size of a bit field in the upper octet of their offset. */
    private static final int BIT_FIELDS = 1 << 31;

    /** Structures within structures are followed to this depth. */
    private static final int MAX_DEPTH = 16;

    private final ByteBuffer octets;
    private final int strings;
    /** The position of each type. */
    private int[] types = new int[1 << 17];

    private int count = 1;

    private Btf(ByteBuffer octets) throws IOException {
        this.octets = octets.order(ByteOrder.LITTLE_ENDIAN);
        if (octets.limit() < HEADER || (octets.getShort(0) & 0xffff) != MAGIC) {
            throw new IOException("not in the BPF Type Format");
        }
        int header = octets.getInt(4);
        int from = header + octets.getInt(8);
        strings = header + octets.getInt(16);
        number(from, from + octets.getInt(12));
    }

    /** Reads the types of the running kernel. */
    public static Btf ofKernel() throws IOException {
        byte[] octets;
        try {
            octets = Files.readAllBytes(KERNEL);
        } catch (IOException e) {
            throw new IOException("the kernel does not describe its types in " + KERNEL, e);
        }
        return read(octets);
    }

    static Btf read(byte[] octets) throws IOException {
        try {
            return new Btf(ByteBuffer.wrap(octets));
        } catch (IndexOutOfBoundsException e) {
            throw cut(e);
        }
    }

    private void number(int from, int end) throws IOException {
        for (int at = from; at < end; count++) {
            if (count == types.length) {
                types = Arrays.copyOf(types, 2 * count);
            }
            types[count] = at;
            at += TYPE + rest(octets.getInt(at + 4));
        }
    }

    /** Returns the octets that follow a type of this kind. */
    private static int rest(int info) throws IOException {
        int members = info & 0xffff;
        return switch (kind(info)) {
            case POINTER, FORWARD, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNCTION, FLOAT, TYPE_TAG -> 0;
            case INT, VARIABLE, DECLARATION_TAG -> 4;
            case ARRAY -> 12;
            case STRUCT, UNION, SECTION, ENUM64 -> 12 * members;
            case ENUM, PROTOTYPE -> 8 * members;
            default -> throw new IOException("kind " + kind(info) + " in the BPF Type Format");
        };
    }

    private static int kind(int info) {
        return info >>> 24 & 0x1f;
    }

    private int kindOf(int type) {
        return kind(octets.getInt(types[type] + 4));
    }

    /**
     * Returns the number of the type of a tracepoint.
     *
     * @throws IOException if this kernel does not have it
     */
    public int tracepoint(String name) throws IOException {
        int type;
        try {
            type = find(TYPEDEF, "btf_trace_" + name);
        } catch (IndexOutOfBoundsException e) {
            throw cut(e);
        }
        if (type == 0) {
            throw new IOException("this kernel has no tracepoint " + name);
        }
        return type;
    }

    private static IOException cut(RuntimeException cause) {
        return new IOException("the BPF Type Format of this kernel is cut", cause);
    }

    /**
     * Returns the offset of a field in a structure, in octets.
     *
     * @param path names of structures within the structure, then of the field; unnamed ones are looked through
     * @throws IOException if this kernel does not have it
     */
    public int offset(String structure, String... path) throws IOException {
        try {
            return offsetOf(structure, path);
        } catch (IndexOutOfBoundsException e) {
            throw cut(e);
        }
    }

    private int offsetOf(String structure, String... path) throws IOException {
        int type = find(STRUCT, structure);
        int bits = 0;
        for (String name : path) {
            int member = type == 0 ? 0 : member(type, name, MAX_DEPTH);
            if (member == 0) {
                throw new IOException("this kernel has no " + structure + "." + String.join(".", path));
            }
            bits += foundBits;
            type = plain(octets.getInt(member + 4));
        }
        if (bits % Byte.SIZE != 0) {
            throw new IOException(structure + "." + String.join(".", path) + " is a bit field in this kernel");
        }
        return bits / Byte.SIZE;
    }

    /** Offset in bits of the member that {@link #member} returned. */
    private int foundBits;

    /** Returns the position of a member; 0 if there is none. */
    private int member(int type, String name, int depth) {
        int kind = kindOf(type);
        if (depth == 0 || (kind != STRUCT && kind != UNION)) {
            return 0;
        }
        int info = octets.getInt(types[type] + 4);
        for (int i = 0; i < (info & 0xffff); i++) {
            int member = types[type] + TYPE + i * MEMBER;
            int offset = octets.getInt(member + 8);
            int bits = (info & BIT_FIELDS) == 0 ? offset : offset & 0xffffff;
            if (isNamed(octets.getInt(member), name)) {
                foundBits = bits;
                return member;
            }
            if (isNamed(octets.getInt(member), "")) {
                int inner = member(plain(octets.getInt(member + 4)), name, depth - 1);
                if (inner != 0) {
                    foundBits += bits;
                    return inner;
                }
            }
        }
        return 0;
    }

    /** Returns the type without qualifiers and other names. */
    private int plain(int type) {
        int plain = type;
        for (int i = 0; i < MAX_DEPTH && plain != 0; i++) {
            switch (kindOf(plain)) {
                case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> plain = octets.getInt(types[plain] + 8);
                default -> {
                    return plain;
                }
            }
        }
        return plain;
    }

    private int find(int kind, String name) {
        for (int type = 1; type < count; type++) {
            if (kindOf(type) == kind && isNamed(octets.getInt(types[type]), name)) {
                return type;
            }
        }
        return 0;
    }

    private boolean isNamed(int at, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        int from = strings + at;
        for (int i = 0; i < wanted.length; i++) {
            if (octets.get(from + i) != wanted[i]) {
                return false;
            }
        }
        return octets.get(from + wanted.length) == 0;
    }
}
