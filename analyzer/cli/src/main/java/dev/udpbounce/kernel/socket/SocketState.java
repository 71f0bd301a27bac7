// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.sys.SocketConstants;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket as reported by {@code NETLINK_SOCK_DIAG}. A mapped address ({@code ::ffff:192.0.2.1}) is represented by
 * the IPv4 address used on the wire.
 *
 * @param family AF_INET or AF_INET6
 * @param connected whether {@code connect} was called
 * @param local bound address; all zeros for any address
 * @param remote peer address; all zeros for none
 * @param boundInterface index of the interface that the socket is bound to; 0 for none
 * @param cookie the kernel's identifier of the socket, not reused until the machine restarts
 * @param uid user id of the owner; -1 if the kernel does not report it
 * @param inode 0 if the kernel does not report it
 * @param receiveQueue octets of memory occupied by unread datagrams and errors
 * @param recverr whether IP_RECVERR is set, which governs ICMP errors only; null if the kernel does not report it
 */
public record SocketState(
        int family,
        boolean connected,
        IpAddress local,
        int localPort,
        IpAddress remote,
        int remotePort,
        int boundInterface,
        long cookie,
        int uid,
        long inode,
        long receiveQueue,
        @Nullable Boolean recverr) {

    /** Returns a copy for an ended socket, whose owner the kernel does not report. */
    SocketState ended() {
        return copy(-1, 0, recverr);
    }

    /** Returns a copy with IP_RECVERR known from another source. */
    SocketState with(@Nullable Boolean knownRecverr) {
        return copy(uid, inode, knownRecverr);
    }

    private SocketState copy(int newUid, long newInode, @Nullable Boolean newRecverr) {
        return new SocketState(
                family,
                connected,
                local,
                localPort,
                remote,
                remotePort,
                boundInterface,
                cookie,
                newUid,
                newInode,
                receiveQueue,
                newRecverr);
    }

    /** Returns whether an error that quotes {@code flow} matches this socket by addresses and ports. */
    boolean covers(Flow flow) {
        if (localPort != flow.sourcePort() || !(isAny(local) || local.equals(flow.source()))) {
            return false;
        }
        if (!connected) {
            return family == SocketConstants.AF_INET6 || flow.version() == 4;
        }
        return remotePort == flow.destinationPort() && remote.equals(flow.destination());
    }

    private static boolean isAny(IpAddress address) {
        return address.high() == 0 && address.low() == 0;
    }
}
