// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/**
 * A memory budget in octets that several objects share: each takes octets before it grows, and gives them back when it
 * shrinks. Not thread-safe.
 */
public final class OctetBudget {
    private long left;

    public OctetBudget(long octets) {
        left = octets;
    }

    /** Takes octets; takes none and returns false if there are too few. */
    public boolean take(long octets) {
        if (octets > left) {
            return false;
        }
        left -= octets;
        return true;
    }

    /** Gives back octets that were taken. */
    public void give(long octets) {
        left += octets;
    }

    long left() {
        return left;
    }
}
