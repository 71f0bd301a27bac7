// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import java.nio.ByteBuffer;

/** The attributes of a message of netlink(7), {@code struct nlattr}: length and type (16 bits each), then the content. */
public final class NetlinkAttributes {
    /** Octets before the content. */
    public static final int HEADER = 4;

    /** Without the flags for nested attributes and for the byte order. */
    private static final int TYPE_MASK = 0x3fff;

    private NetlinkAttributes() {}

    /**
     * Finds an attribute.
     *
     * @param octets in native byte order
     * @param first offset of the first attribute
     * @param end offset of the end of the last one
     * @return the offset of its header; -1 if there is none, or if the attributes before it are malformed
     */
    public static int find(ByteBuffer octets, int first, int end, int type) {
        int at = first;
        while (end - at >= HEADER) {
            int length = octets.getShort(at) & 0xffff;
            if (length < HEADER || length > end - at) {
                return -1;
            }
            if ((octets.getShort(at + 2) & TYPE_MASK) == type) {
                return at;
            }
            at += Netlink.align(length);
        }
        return -1;
    }

    /** Finds an attribute among those that are the content of another, at {@code parent}; -1 if that is -1. */
    public static int findWithin(ByteBuffer octets, int parent, int type) {
        return parent < 0 ? -1 : find(octets, parent + HEADER, end(octets, parent), type);
    }

    /** Returns the offset of the end of an attribute that was found. */
    public static int end(ByteBuffer octets, int at) {
        return at + (octets.getShort(at) & 0xffff);
    }

    /** Returns the length of the content of an attribute; -1 for an offset of -1. */
    public static int length(ByteBuffer octets, int at) {
        return at < 0 ? -1 : (octets.getShort(at) & 0xffff) - HEADER;
    }
}
