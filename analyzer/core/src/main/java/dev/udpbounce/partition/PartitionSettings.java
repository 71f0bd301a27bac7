// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.decode.Datagram;
import dev.udpbounce.select.FilterExpression;
import dev.udpbounce.select.FilterExpressionException;
import java.io.Serializable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The user's settings of a divided run, the same on all machines.
 *
 * @param expireNs how long a datagram waits for its error, nanoseconds
 * @param memoryBytes bound of the waiting and remembered state of one home, octets
 * @param homeBits logarithm of the number of homes, 1 to 30
 * @param seed seed of the hashes; should be unpredictable
 * @param filter expression that selects datagrams and the errors about them; empty for all
 * @param fromNs beginning of the window in which an error must be, nanoseconds since the Unix epoch
 * @param toNs end of the window, itself not in it; {@link Long#MAX_VALUE} for none
 */
public record PartitionSettings(
        long expireNs, long memoryBytes, int homeBits, long seed, String filter, long fromNs, long toNs)
        implements Serializable {
    /** Beginning of a window that has none. */
    public static final long ALWAYS = Long.MIN_VALUE;

    /** Frames that are read beyond a window: an error may precede its datagram by a few milliseconds. */
    private static final long OVERHANG_NS = 1_000_000_000;

    /** Returns these settings with at least so many homes, but no fewer than {@code 1 << homeBits}. */
    public PartitionSettings withHomes(int count) {
        int bits = Math.max(homeBits, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, count) - 1));
        return new PartitionSettings(expireNs, memoryBytes, bits, seed, filter, fromNs, toNs);
    }

    /** Returns whether a window limits the errors. */
    public boolean hasWindow() {
        return fromNs != ALWAYS || toNs != Long.MAX_VALUE;
    }

    /** Returns whether an error of this time is in the window. */
    boolean contains(long timeNs) {
        return fromNs <= timeNs && timeNs < toNs;
    }

    /** Returns the time of the first frame that may matter for the window. */
    long firstNs() {
        return fromNs < Long.MIN_VALUE + expireNs ? Long.MIN_VALUE : fromNs - expireNs;
    }

    /** Returns the time of the last frame that may matter for the window. */
    long lastNs() {
        return toNs > Long.MAX_VALUE - OVERHANG_NS ? Long.MAX_VALUE : toNs + OVERHANG_NS;
    }

    /** Returns whether the filter selects a datagram; null if it selects all. */
    @Nullable
    Predicate<Datagram> selected() {
        if (filter.isEmpty()) {
            return null;
        }
        try {
            return FilterExpression.parse(filter)::takesDatagram;
        } catch (FilterExpressionException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
