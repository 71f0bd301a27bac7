/**
 * The UDP sockets of this machine, queried through {@code sock_diag}, {@code /proc}, BPF and raw ICMP sockets. The
 * input is a capture's datagrams and errors; the output is the sending process and what its socket does with the error.
 * Packets are not captured here: of a raw ICMP message only the quoted flow is read, to look up its socket in time.
 */
@NullMarked
package dev.udpbounce.kernel.socket;

import org.jspecify.annotations.NullMarked;
