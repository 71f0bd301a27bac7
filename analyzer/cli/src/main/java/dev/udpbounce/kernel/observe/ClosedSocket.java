// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.decode.IpAddress;

/**
 * A UDP socket as it was when a program closed it. Mapped addresses are represented by the IPv4 addresses used on the
 * wire.
 *
 * @param timeNs nanoseconds since the Unix epoch
 * @param network number of its network namespace
 * @param family AF_INET or AF_INET6
 * @param local bound address; all zeros for any address
 * @param peer peer address; all zeros for none
 * @param cookie the kernel's identifier of the socket; 0 if it had none
 */
public record ClosedSocket(
        long timeNs,
        long network,
        int family,
        boolean connected,
        IpAddress local,
        int localPort,
        IpAddress peer,
        int peerPort,
        long cookie) {
    static ClosedSocket of(KernelReport report) {
        KernelReport.Socket socket = report.socket();
        return new ClosedSocket(
                report.timeNs(),
                socket.network(),
                socket.family(),
                socket.connected(),
                socket.local(),
                socket.localPort(),
                socket.peer(),
                socket.peerPort(),
                socket.cookie());
    }
}
