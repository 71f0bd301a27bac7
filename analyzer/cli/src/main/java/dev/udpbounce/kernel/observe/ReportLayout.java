// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

/**
 * The record that {@link ReportPrograms} leave in the ring, in native byte order except for ports of peers and
 * addresses. Offsets in octets.
 *
 * <pre>
 *   0  time, CLOCK_MONOTONIC
 *   8  address of the socket in the kernel
 *  16  cookie of the socket; 0 for none
 *  24  thread, 28 process
 *  32  user, 36 group
 *  40  name of the thread, ends at a 0
 *  56  control group
 *  64  kind
 *  68  what the call returned, or the value of SO_ERROR
 *  72  flags of the call
 *  76  pending error
 *  80  length of the error queue
 *  84  network namespace
 *  88  family, 90 port, 92 port of the peer, 94 state
 *  96  IPv4: peer, 100 local
 * 104  IPv6: peer, 120 local
 * 136  address of the last entry of the error queue
 * 144  struct sock_extended_err of that entry: errno (32 bits), origin, type, code (8 each), padding, info, data (32)
 * 160  quoted port, 162 offset of the quoted destination, 164 offset of the network header
 * 168  quoted destination
 * 184  number of the system call
 * 192  its third argument, which for sendmmsg and recvmmsg is the number of messages
 * 200  1 for a sendmmsg that certainly had sent no message before
 * </pre>
 */
final class ReportLayout {
    static final int TIME = 0;
    static final int SOCKET = 8;
    static final int COOKIE = 16;
    static final int THREAD = 24;
    static final int PROCESS = 28;
    static final int USER = 32;
    static final int NAME = 40;
    static final int NAME_SIZE = 16;
    static final int CGROUP = 56;
    static final int KIND = 64;
    static final int RESULT = 68;
    static final int FLAGS = 72;
    static final int PENDING = 76;
    static final int QUEUE_LENGTH = 80;
    static final int NETWORK = 84;
    static final int FAMILY = 88;
    static final int PORT = 90;
    static final int PEER_PORT = 92;
    static final int STATE = 94;
    static final int PEER4 = 96;
    static final int LOCAL4 = 100;
    static final int PEER6 = 104;
    static final int LOCAL6 = 120;
    static final int QUEUE_END = 136;
    static final int EXTENDED = 144;
    static final int EXTENDED_SIZE = 16;
    static final int ORIGIN = EXTENDED + 4;
    static final int TYPE = EXTENDED + 5;
    static final int CODE = EXTENDED + 6;
    static final int QUOTED_PORT = 160;
    static final int ADDRESS_OFFSET = 162;
    static final int NETWORK_HEADER = 164;
    static final int QUOTED = 168;
    static final int CALL = 184;
    static final int MESSAGES = 192;
    static final int FIRST = 200;
    static final int SIZE = 208;

    private ReportLayout() {}
}
