/**
 * Properties of ICMP messages by version, type and code, in one {@link dev.udpbounce.icmp.IcmpTable}: meaning, format,
 * the errno on Linux, the sockets that are told, and advice. The rows are in {@code Icmp4Types} and {@code Icmp6Types};
 * to add a code, add a row. {@link dev.udpbounce.icmp.Errno} has the numbers of errnos. The package reads no packets
 * and queries no sockets.
 */
@NullMarked
package dev.udpbounce.icmp;

import org.jspecify.annotations.NullMarked;
