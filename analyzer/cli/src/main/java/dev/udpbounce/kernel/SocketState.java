package dev.udpbounce.kernel;

import dev.udpbounce.correlate.Flow;
import dev.udpbounce.decode.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One UDP socket as {@code NETLINK_SOCK_DIAG} shows it. A mapped address ({@code ::ffff:192.0.2.1}) stands here as the
 * IPv4 address that it is on the wire.
 *
 * @param family AF_INET or AF_INET6
 * @param connected whether {@code connect} was called on it
 * @param local where it is bound to; all zeros for any address
 * @param remote its peer; all zeros without one
 * @param boundInterface index of the interface that it is bound to; 0 for none
 * @param cookie the kernel's name for it, never used again until the machine restarts
 * @param uid of its owner; -1 where the kernel does not tell it
 * @param inode 0 where the kernel does not tell it
 * @param receiveQueue octets of memory that datagrams and errors take up which it has not read
 * @param recverr whether IP_RECVERR is set, which governs ICMP errors only; null where the kernel does not tell it
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

    /** The same of a socket that has ended, whose owner the kernel does not tell. */
    SocketState ended() {
        return copy(-1, 0, recverr);
    }

    /** The same with what is known of IP_RECVERR from elsewhere. */
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

    /** Whether an error that quotes {@code flow} can be for this socket, going by addresses and ports. */
    boolean covers(Flow flow) {
        if (localPort != flow.sourcePort() || !(isAny(local) || local.equals(flow.source()))) {
            return false;
        }
        if (!connected) {
            return family == Libc.AF_INET6 || flow.version() == 4;
        }
        return remotePort == flow.destinationPort() && remote.equals(flow.destination());
    }

    private static boolean isAny(IpAddress address) {
        return address.high() == 0 && address.low() == 0;
    }
}
