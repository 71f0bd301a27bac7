// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.icmp.IcmpCode;
import java.util.Comparator;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The errors of one kind about datagrams of one process to one destination, without repetitions.
 *
 * @param process the process that sent the datagrams, without thread and socket; null if it is not known
 * @param address the quoted destination
 * @param port 0 to 65535; -1 if the quotes end before it
 * @param error type and code
 * @param sent datagrams of the process to the destination, whatever became of them; -1 if that is not known
 * @param bounced errors matched to a datagram
 * @param orphans errors for which no datagram was found
 * @param told these errors that a program was told of, or will be
 * @param untold these errors that no program was told of, or will be
 * @param unknown these errors of which it was tried without success to find out who is told
 * @param lostSends datagrams that were not sent because their send call returned such an error
 * @param firstNs time of the first datagram that bounced, or of the first error if none did, in nanoseconds since the
 *     Unix epoch; empty if it is not known
 */
public record BounceRow(
        @Nullable SocketOwner process,
        IpAddress address,
        int port,
        IcmpCode error,
        long sent,
        long bounced,
        long orphans,
        Known told,
        Known untold,
        long unknown,
        long lostSends,
        OptionalLong firstNs) {
    /**
     * A number of errors by how their verdict is known.
     *
     * @param observed seen in what the program or the kernel did
     * @param predicted concluded from the state of the socket
     */
    public record Known(long observed, long predicted) {
        public long count() {
            return observed + predicted;
        }
    }

    /** The order of rows. */
    public enum Order {
        /** Most bounces first, then most orphans. */
        BOUNCED,
        /** Most errors that no program is told of first. */
        UNTOLD,
        /** The earliest first. */
        FIRST;

        /** Returns the order of rows. */
        public Comparator<BounceRow> rows() {
            return switch (this) {
                case BOUNCED ->
                    (one, other) -> one.bounced == other.bounced
                            ? Long.compare(other.orphans, one.orphans)
                            : Long.compare(other.bounced, one.bounced);
                case UNTOLD -> (one, other) -> Long.compare(other.untold.count(), one.untold.count());
                case FIRST ->
                    (one, other) ->
                            Long.compare(one.firstNs.orElse(Long.MAX_VALUE), other.firstNs.orElse(Long.MAX_VALUE));
            };
        }
    }

    /** Returns whether it was tried to find out who is told of any of these errors. */
    public boolean knowsSockets() {
        return told.count() + untold.count() + unknown > 0;
    }
}
