// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.kernel.bpf.Btf;
import java.io.IOException;

/**
 * The offsets, in octets, of the fields that {@link ReportPrograms} reads in the structures of the running kernel.
 *
 * @param protocol of {@code struct sock}, 16 bits
 * @param family 16 bits
 * @param port local port, 16 bits
 * @param peerPort 16 bits, big-endian
 * @param state an octet
 * @param peer4 IPv4 address of the peer
 * @param local4 IPv4 address that the socket receives at
 * @param peer6 IPv6 address of the peer; -1 if this kernel has no IPv6
 * @param local6 IPv6 address that the socket receives at; -1 if this kernel has no IPv6
 * @param network address of the {@code struct net}
 * @param cookie 64 bits
 * @param pending {@code sk_err}, 32 bits
 * @param queueLength entries in the error queue, 32 bits
 * @param queueEnd address of the last entry, a {@code struct sk_buff}
 * @param networkNumber of {@code struct net}: the number of the namespace, 32 bits
 * @param control of {@code struct sk_buff}
 * @param head of {@code struct sk_buff}: address of its octets
 * @param networkHeader of {@code struct sk_buff}: offset of the network header in its octets, 16 bits
 * @param extended of {@code struct sock_exterr_skb}: a {@code struct sock_extended_err}
 * @param addressOffset of {@code struct sock_exterr_skb}: offset of the quoted destination, from the network header
 * @param quotedPort of {@code struct sock_exterr_skb}: the quoted port, 16 bits, big-endian
 * @param callNumber of {@code struct pt_regs}: the number of the system call, 64 bits
 * @param secondArgument of {@code struct pt_regs}: the second argument of the system call, 64 bits
 * @param thirdArgument of {@code struct pt_regs}: the third argument of the system call, 64 bits
 */
record KernelFields(
        int protocol,
        int family,
        int port,
        int peerPort,
        int state,
        int peer4,
        int local4,
        int peer6,
        int local6,
        int network,
        int cookie,
        int pending,
        int queueLength,
        int queueEnd,
        int networkNumber,
        int control,
        int head,
        int networkHeader,
        int extended,
        int addressOffset,
        int quotedPort,
        int callNumber,
        int secondArgument,
        int thirdArgument) {
    private static final boolean IS_ARM = "aarch64".equals(System.getProperty("os.arch"));
    private static final String SOCK = "sock";
    private static final String COMMON = "__sk_common";
    private static final String BUFFER = "sk_buff";
    private static final String ENTRY = "sock_exterr_skb";

    /** @throws IOException if this kernel lacks a structure or a field */
    static KernelFields of(Btf btf) throws IOException {
        return new KernelFields(
                btf.offset(SOCK, "sk_protocol"),
                btf.offset(SOCK, COMMON, "skc_family"),
                btf.offset(SOCK, COMMON, "skc_num"),
                btf.offset(SOCK, COMMON, "skc_dport"),
                btf.offset(SOCK, COMMON, "skc_state"),
                btf.offset(SOCK, COMMON, "skc_daddr"),
                btf.offset(SOCK, COMMON, "skc_rcv_saddr"),
                ofIp6(btf, "skc_v6_daddr"),
                ofIp6(btf, "skc_v6_rcv_saddr"),
                btf.offset(SOCK, COMMON, "skc_net", "net"),
                btf.offset(SOCK, COMMON, "skc_cookie"),
                btf.offset(SOCK, "sk_err"),
                btf.offset(SOCK, "sk_error_queue", "qlen"),
                btf.offset(SOCK, "sk_error_queue", "prev"),
                btf.offset("net", "ns", "inum"),
                btf.offset(BUFFER, "cb"),
                btf.offset(BUFFER, "head"),
                btf.offset(BUFFER, "network_header"),
                btf.offset(ENTRY, "ee"),
                btf.offset(ENTRY, "addr_offset"),
                btf.offset(ENTRY, "port"),
                btf.offset("pt_regs", IS_ARM ? "syscallno" : "orig_ax"),
                IS_ARM ? btf.offset("pt_regs", "regs") + Long.BYTES : btf.offset("pt_regs", "si"),
                IS_ARM ? btf.offset("pt_regs", "regs") + 2 * Long.BYTES : btf.offset("pt_regs", "dx"));
    }

    private static int ofIp6(Btf btf, String field) {
        try {
            return btf.offset(SOCK, COMMON, field);
        } catch (IOException e) {
            return -1;
        }
    }
}
