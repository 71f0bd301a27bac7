// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object of an ICMP extension structure (RFC 4884 section 8), copied out of its message.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+---------------+---------------+
 * |   length, header included     |     class     |   sub-type    |
 * +-------------------------------+---------------+---------------+
 * |                            payload                            |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class Extension {
    private static final int LENGTH = 0;
    private static final int CLASS_NUM = LENGTH + 2;
    private static final int CLASS_TYPE = CLASS_NUM + 1;
    private static final int PAYLOAD = CLASS_TYPE + 1;

    private static final int MAX_OBJECTS = 64;
    /**
     * Maximum size of an ICMPv6 error (RFC 4443 section 2.4); that of an ICMP error is 576 (RFC 1812 section 4.3.2.3).
     */
    private static final int MAX_OCTETS = 1280;

    private static final int CLASS_MPLS = 1;
    private static final int TYPE_INCOMING_STACK = 1;

    private final int classNum;
    private final int classType;
    private final byte[] data;

    /**
     * Creates an object of the given class and sub-type.
     *
     * @param data the payload, which is copied
     */
    public Extension(int classNum, int classType, byte... data) {
        this.classNum = classNum;
        this.classType = classType;
        this.data = data.clone();
    }

    /** Class of the object: 1 MPLS label stack (RFC 4950), 2 interface information (RFC 5837), …; 0 to 255. */
    public int classNum() {
        return classNum;
    }

    /** Sub-type within the class, 0 to 255. */
    public int classType() {
        return classType;
    }

    /** A copy of the payload. */
    public byte[] data() {
        return data.clone();
    }

    /** Length of the payload in octets. */
    public int length() {
        return data.length;
    }

    /**
     * Reads the payload as an MPLS label stack (RFC 4950 section 4), top first. Empty if the object is of another kind
     * or the payload is not a whole number of entries.
     */
    public List<MplsLabel> labels() {
        if (classNum != CLASS_MPLS || classType != TYPE_INCOMING_STACK || data.length % MplsLabel.LENGTH != 0) {
            return List.of();
        }
        ByteBuffer entries = ByteBuffer.wrap(data);
        List<MplsLabel> stack = new ArrayList<>(data.length / MplsLabel.LENGTH);
        while (entries.hasRemaining()) {
            stack.add(MplsLabel.of(entries.getInt()));
        }
        return stack;
    }

    /**
     * Parses the objects of the structure {@code [offset, offset + length)}: at most 64, and only within the first 1280
     * octets. Parsing stops at an object with an invalid length.
     */
    static List<Extension> parse(ByteBuffer octets, int offset, int length) {
        List<Extension> objects = new ArrayList<>(2);
        int at = offset + ExtensionStructure.HEADER_LENGTH;
        int end = offset + Math.min(length, MAX_OCTETS);
        while (end - at >= PAYLOAD && objects.size() < MAX_OBJECTS) {
            int objectLength = octets.getShort(at + LENGTH) & 0xffff;
            if (objectLength < PAYLOAD || objectLength > end - at) {
                break;
            }
            byte[] data = new byte[objectLength - PAYLOAD];
            octets.get(at + PAYLOAD, data);
            objects.add(new Extension(octets.get(at + CLASS_NUM) & 0xff, octets.get(at + CLASS_TYPE) & 0xff, data));
            at += objectLength;
        }
        return List.copyOf(objects);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Extension extension
                && classNum == extension.classNum
                && classType == extension.classType
                && Arrays.equals(data, extension.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * classNum + classType) + Arrays.hashCode(data);
    }

    /** For the messages of failed tests: {@code 1/1:03eb2140}. */
    @Override
    public String toString() {
        return classNum + "/" + classType + ":" + HexFormat.of().formatHex(data);
    }
}
