// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/** IPv4 or IPv6 without a link layer, distinguished by the version nibble (RFC 791 section 3.1, RFC 8200 section 3). */
final class RawIp {
    private RawIp() {}

    static Protocol decode(Walk walk, int at, int end) {
        int version = end > at ? (walk.octets.get(at) >>> 4) & 0xf : 0;
        return switch (version) {
            case 4 -> walk.next(Protocol.IPV4, at, end);
            case 6 -> walk.next(Protocol.IPV6, at, end);
            default -> {
                walk.malformed(end > at ? Malformation.BAD_IP_VERSION : Malformation.IP_TRUNCATED);
                yield Protocol.NONE;
            }
        };
    }
}
