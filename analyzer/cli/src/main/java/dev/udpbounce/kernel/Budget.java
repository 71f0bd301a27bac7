package dev.udpbounce.kernel;

/** Bounds how often something expensive is done: so many times a second, of which a tenth may be saved up. */
final class Budget {
    private static final long NS_PER_S = 1_000_000_000;

    private final long costNs;
    private final long mostNs;
    private long savedNs;
    private long lastNs = System.nanoTime();

    Budget(int perSecond) {
        costNs = NS_PER_S / perSecond;
        mostNs = Math.max(costNs, NS_PER_S / 10);
        savedNs = mostNs;
    }

    /** Whether it may be done once more. */
    boolean take() {
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
