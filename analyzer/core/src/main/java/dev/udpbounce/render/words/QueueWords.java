// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.ExtendedError;

/** Describes an entry of the error queue, which is not always an error ({@code include/uapi/linux/errqueue.h}). */
final class QueueWords {
    private static final int SCHEDULED = 1;
    private static final int ACKNOWLEDGED = 2;
    private static final int INVALID_TIME = 1;
    private static final int COPIED = 1;

    private QueueWords() {}

    static String text(ExtendedError entry) {
        return switch (entry.origin()) {
            case ExtendedError.ICMP, ExtendedError.ICMP6 ->
                entry.errnoName() + " " + entry.type() + "/" + entry.code()
                        + (entry.mtu() == 0 ? "" : " MTU " + entry.mtu())
                        + (entry.offender() == null ? "" : " from " + entry.offender());
            case ExtendedError.LOCAL -> local(entry);
            case ExtendedError.TIMESTAMPING -> "a transmit timestamp" + moment(entry);
            case ExtendedError.ZEROCOPY ->
                "a zero-copy send is done" + (entry.code() == COPIED ? ", though it was copied" : "");
            case ExtendedError.TXTIME ->
                entry.code() == INVALID_TIME
                        ? "a datagram was dropped: its transmit time is not valid"
                        : "a datagram was dropped: its transmit time has passed";
            default -> entry.errnoName() + " of origin " + entry.origin();
        };
    }

    /** Returns the words for a send that failed with the same errno. */
    private static String local(ExtendedError entry) {
        return entry.errnoName() + " by this host"
                + (entry.mtu() == 0 ? "" : ": larger than the known path MTU " + entry.mtu());
    }

    private static String moment(ExtendedError entry) {
        return entry.info() == SCHEDULED
                ? " (handed to the scheduler)"
                : entry.info() == ACKNOWLEDGED ? " (acknowledged)" : "";
    }
}
