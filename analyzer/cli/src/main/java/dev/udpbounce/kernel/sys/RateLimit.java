// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

/** Limits an expensive operation to a number per second; unused capacity accumulates up to a tenth of it. */
public final class RateLimit {
    private static final long NS_PER_S = 1_000_000_000;

    private final long costNs;
    private final long mostNs;
    private long savedNs;
    private long lastNs = System.nanoTime();

    public RateLimit(int perSecond) {
        costNs = NS_PER_S / perSecond;
        mostNs = Math.max(costNs, NS_PER_S / 10);
        savedNs = mostNs;
    }

    /** Takes one operation from the budget; returns false if it is used up. */
    public boolean take() {
        long nowNs = System.nanoTime();
        savedNs = Math.min(mostNs, savedNs + nowNs - lastNs);
        lastNs = nowNs;
        if (savedNs < costNs) {
            return false;
        }
        savedNs -= costNs;
        return true;
    }
}
