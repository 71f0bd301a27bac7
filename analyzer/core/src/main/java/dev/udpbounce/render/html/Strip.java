// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

/** The datagrams and the errors of one row over time: a count of each for every bin of the {@link TimeAxis}. */
final class Strip {
    private final TimeAxis axis;
    private final int[] sent = new int[TimeAxis.BINS];
    private final int[] bounced = new int[TimeAxis.BINS];

    Strip(TimeAxis axis) {
        this.axis = axis;
    }

    void sent(long timeNs) {
        int bin = axis.bin(timeNs);
        sent[bin]++;
    }

    void bounced(long timeNs) {
        int bin = axis.bin(timeNs);
        bounced[bin]++;
    }

    /** Adds the bins in pairs. */
    void fold() {
        fold(sent);
        fold(bounced);
    }

    private static void fold(int[] bins) {
        for (int i = 0; i < TimeAxis.BINS; i++) {
            int pair = 2 * i;
            bins[i] = pair < TimeAxis.BINS ? bins[pair] + bins[pair + 1] : 0;
        }
    }

    int[] sent() {
        return sent;
    }

    int[] bounced() {
        return bounced;
    }
}
