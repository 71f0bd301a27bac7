// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dropped packets according to the statistics of a pcapng file, summed over its interfaces; -1 if unknown. */
final class Drops {
    private long byInterface = -1;
    private long byKernel = -1;

    void add(List<@Nullable Interface> interfaces) {
        for (Interface each : interfaces) {
            if (each != null) {
                add(each.droppedByInterface(), each.droppedByKernel());
            }
        }
    }

    void add(Drops others) {
        add(others.byInterface, others.byKernel);
    }

    long byInterface() {
        return byInterface;
    }

    long byKernel() {
        return byKernel;
    }

    private void add(long moreByInterface, long moreByKernel) {
        byInterface = sum(byInterface, moreByInterface);
        byKernel = sum(byKernel, moreByKernel);
    }

    private static long sum(long known, long more) {
        if (known < 0 || more < 0) {
            return Math.max(known, more);
        }
        long sum = known + more;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
