// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * A stack of MPLS labels (RFC 3032 section 2.1); see {@link MplsLabel} for an entry. The stack does not name the
 * protocol that it carries, so the decoder guesses as routers do (RFC 4928 section 2): an IPv4 or IPv6 header by its
 * first octet. Other payloads, such as pseudowires, are skipped.
 */
final class Mpls {
    private Mpls() {}

    static Protocol decode(Walk walk, int at, int end) {
        int entry = at;
        boolean bottom;
        do {
            if (!walk.enterLayer() || !walk.holds(MplsLabel.LENGTH, entry, end, Malformation.LINK_TRUNCATED)) {
                return Protocol.NONE;
            }
            bottom = MplsLabel.isBottom(walk.octets.getInt(entry));
            entry += MplsLabel.LENGTH;
        } while (!bottom);
        return guess(walk, entry, end);
    }

    private static Protocol guess(Walk walk, int at, int end) {
        int first = at < end ? walk.octets.get(at) & 0xff : 0;
        if (first >= 0x45 && first <= 0x4f) {
            return walk.next(Protocol.IPV4, at, end);
        }
        return first >>> 4 == 6 ? walk.next(Protocol.IPV6, at, end) : Protocol.NONE;
    }
}
