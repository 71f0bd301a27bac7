package dev.udpbounce.correlate;

/** Octets that several may take of, and give back. */
final class Budget {
    private long left;

    Budget(long octets) {
        left = octets;
    }

    /** Takes octets; false, and none, if there are not as many. */
    boolean take(long octets) {
        if (octets > left) {
            return false;
        }
        left -= octets;
        return true;
    }

    /** Gives back what was taken. */
    void give(long octets) {
        left += octets;
    }

    long left() {
        return left;
    }
}
