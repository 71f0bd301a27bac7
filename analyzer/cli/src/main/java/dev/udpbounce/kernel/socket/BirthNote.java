// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The kernel-side note on a UDP socket, stored under its cookie. An option is 0 until it is set, then 1 plus the lowest
 * octet of its value.
 *
 * <pre>
 *  0  thread, 4 process
 *  8  user, 12 group
 * 16  name of the thread, ends at a 0
 * 32  IP_RECVERR, IPV6_RECVERR, IP_MTU_DISCOVER, IPV6_MTU_DISCOVER: an octet each
 * </pre>
 *
 * @param tid thread that created the socket
 * @param name name of that thread, as in the kernel; not escaped
 */
record BirthNote(int pid, int tid, int uid, String name, SocketOptions options) {
    static final int SIZE = 40;
    static final int THREAD = 0;
    static final int PROCESS = 4;
    static final int USER = 8;
    static final int NAME = 16;
    static final int NAME_SIZE = 16;
    static final int RECVERR = 32;
    static final int RECVERR6 = 33;
    static final int MTU_DISCOVER = 34;
    static final int MTU_DISCOVER6 = 35;

    static BirthNote read(ByteBuffer octets) {
        int end = NAME;
        while (end < NAME + NAME_SIZE && octets.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - NAME];
        octets.get(NAME, name);
        SocketOptions options = new SocketOptions(
                octets.get(RECVERR) > 1,
                octets.get(RECVERR6) > 1,
                octets.get(MTU_DISCOVER) - 1,
                octets.get(MTU_DISCOVER6) - 1);
        return new BirthNote(
                octets.getInt(PROCESS),
                octets.getInt(THREAD),
                octets.getInt(USER),
                new String(name, StandardCharsets.UTF_8),
                options);
    }
}
