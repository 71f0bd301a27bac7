// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.decode.IpAddress;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An address and port that errors quote: all datagrams to it, in any flow, and all errors about it.
 *
 * @param port 0 to 65535
 * @param delays delays from its datagrams to their errors
 */
public record DestinationRecord(IpAddress address, int port, Sends sends, Errors errors, Delays delays) {
    /**
     * The datagrams.
     *
     * @param count datagrams; the sum of the four outcomes
     * @param bounced datagrams by {@link Outcome}, as are the next two
     */
    public record Sends(long count, long bounced, long answered, long suppressed) {
        /** Returns the remaining datagrams. */
        public long noErrorSeen() {
            return count - bounced - answered - suppressed;
        }
    }

    /**
     * The errors, without repetitions.
     *
     * @param flows number of flows whose datagrams bounced
     * @param orphans errors for which no datagram was found
     * @param firstNs time of the first datagram that bounced, or of the first error if none did, in nanoseconds since
     *     the Unix epoch; empty if it is not known
     * @param type ICMP type of the latest error that is not an orphan; if all are orphans, of the latest that is not
     *     forged, if any
     * @param code ICMP code of that error
     * @param forged whether all errors may be forged, see {@link OrphanReason#SPOOFED}
     */
    public record Errors(
            long flows, long orphans, OptionalLong firstNs, int type, int code, boolean forged, Refusal refusal) {}

    /**
     * The reporters of port unreachable errors, and evidence that the port is open.
     *
     * @param reporters reporters of port unreachable errors; empty if there are none
     * @param router the latest reporter on the way, or null
     * @param severalRouters whether there were other reporters on the way
     * @param heard when datagrams came from the port, to any address
     */
    public record Refusal(
            Set<Reporter> reporters, @Nullable IpAddress router, boolean severalRouters, Set<Heard> heard) {
        public static final Refusal NONE = new Refusal(Set.of(), null, false, Set.of());
    }

    /** When a datagram came from the port that the errors are about. */
    public enum Heard {
        /** Before the first error. */
        BEFORE,
        /** Between two errors. */
        BETWEEN,
        /** After the last error. */
        AFTER
    }
}
