package dev.udpbounce.decode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One object of an ICMP extension structure (RFC 4884 section 8).
 *
 * @param classNum class of the object: 1 MPLS label stack (RFC 4950), 2 interface information (RFC 5837), …
 * @param classType sub-type within the class
 * @param data the object's payload, two lower-case hexadecimal digits an octet
 */
public record Extension(int classNum, int classType, String data) {
    private static final int HEADER_LENGTH = 4;
    private static final int MAX_OBJECTS = 64;
    /** A whole ICMPv6 error has no more (RFC 4443 section 2.4), and an ICMP error has 576 (RFC 1812 section 4.3.2.3). */
    private static final int MAX_OCTETS = 1280;

    /**
     * The objects of the structure {@code [offset, offset + length)}; none after one whose length is a lie, at most 64,
     * and none beyond the 1280 octets that any error may have.
     */
    static List<Extension> parse(ByteBuffer octets, int offset, int length) {
        List<Extension> objects = new ArrayList<>(2);
        int at = offset + ExtensionStructure.HEADER_LENGTH;
        int end = offset + Math.min(length, MAX_OCTETS);
        while (end - at >= HEADER_LENGTH && objects.size() < MAX_OBJECTS) {
            int objectLength = octets.getShort(at) & 0xffff;
            if (objectLength < HEADER_LENGTH || objectLength > end - at) {
                break;
            }
            byte[] data = new byte[objectLength - HEADER_LENGTH];
            octets.get(at + HEADER_LENGTH, data);
            objects.add(new Extension(
                    octets.get(at + 2) & 0xff,
                    octets.get(at + 3) & 0xff,
                    HexFormat.of().formatHex(data)));
            at += objectLength;
        }
        return List.copyOf(objects);
    }
}
