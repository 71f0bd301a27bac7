// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

/** Constants of the socket interface, {@code include/uapi/linux}, on x86 and Arm. */
public final class SocketConstants {
    public static final int AF_UNSPEC = 0;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;

    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    /** Mask of the socket type without flags. */
    public static final int SOCK_TYPE_MASK = 0xf;

    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;

    public static final int IPPROTO_ICMP = 1;
    public static final int IPPROTO_UDP = 17;
    public static final int IPPROTO_ICMPV6 = 58;

    public static final int MSG_PEEK = 0x2;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_CONFIRM = 0x800;
    public static final int MSG_ERRQUEUE = 0x2000;
    public static final int MSG_MORE = 0x8000;

    public static final int SOL_IP = 0;
    public static final int SOL_SOCKET = 1;
    public static final int SOL_IPV6 = 41;
    public static final int SOL_UDP = 17;
    public static final int SOL_RAW = 255;
    public static final int SOL_PACKET = 263;
    public static final int SOL_NETLINK = 270;

    public static final int SO_TYPE = 3;
    public static final int SO_ERROR = 4;
    public static final int SO_RCVBUF = 8;
    public static final int SO_RCVTIMEO = 20;
    public static final int SO_ATTACH_FILTER = 26;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_TIMESTAMPNS = 35;
    public static final int SO_TIMESTAMPING = 37;
    public static final int SO_DOMAIN = 39;
    public static final int SO_COOKIE = 57;
    public static final int SO_ZEROCOPY = 60;
    public static final int SO_TXTIME = 61;
    /** {@code SO_TIMESTAMPING_NEW}, with 64-bit times. */
    public static final int SO_TIMESTAMPING_NEW = 65;
    /** Since Linux 5.14. */
    public static final int SO_NETNS_COOKIE = 71;

    public static final int IP_MTU_DISCOVER = 10;
    public static final int IP_RECVERR = 11;
    public static final int IP_MTU = 14;
    public static final int IPV6_MTU_DISCOVER = 23;
    public static final int IPV6_MTU = 24;
    public static final int IPV6_RECVERR = 25;
    public static final int IPV6_V6ONLY = 26;

    public static final int UDP_SEGMENT = 103;

    public static final int POLLIN = 1;
    public static final int POLLERR = 8;

    /** TCP_ESTABLISHED, also the state of a connected UDP socket; an unconnected one is TCP_CLOSE. */
    public static final int ESTABLISHED = 1;

    private SocketConstants() {}
}
