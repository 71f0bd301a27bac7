// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.util.Arrays;

/** Packets and octets shared by several tests. */
public final class Samples {
    private Samples() {}

    public static UdpForge udp4() {
        return Packets.udp4("192.0.2.1", 45117, "198.51.100.7", 1060)
                .id(1043)
                .ttl(63)
                .payload("123456789abc");
    }

    public static UdpForge udp6() {
        return Packets.udp6("2001:db8::1", 45117, "2001:db8::7", 1060)
                .flowLabel(0xabcde)
                .ttl(63)
                .payload("123456789abc");
    }

    /** Concatenates numbers below 256 and arrays of octets. */
    static byte[] octets(Object... parts) {
        byte[] row = new byte[0];
        for (Object part : parts) {
            byte[] octets = part instanceof Integer number ? new byte[] {number.byteValue()} : (byte[]) part;
            int length = row.length;
            row = Arrays.copyOf(row, length + octets.length);
            System.arraycopy(octets, 0, row, length, octets.length);
        }
        return row;
    }

    static byte[] cut(byte[] octets, int length) {
        return Arrays.copyOf(octets, Math.min(length, octets.length));
    }
}
