// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.kernel.sys.RealTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Detects that the machine slept or that its clock was set, by comparison with clocks that cannot be set, one of which
 * stops during sleep.
 */
final class ClockWatch {
    /** The clocks of clock_gettime(2), in nanoseconds. */
    interface Clocks {
        /** CLOCK_REALTIME, since the Unix epoch. */
        long realNs();

        /** CLOCK_BOOTTIME, which continues during sleep. Accurate to 10 ms; negative if it cannot be read. */
        long bootNs();

        /** CLOCK_MONOTONIC, which stops during sleep. */
        long monotonicNs();
    }

    /** Shorter sleeps and steps may only be the time between the readings of two clocks. */
    private static final long LEAST_NS = 500_000_000;

    private static final int MOST_GAPS = 100;
    private static final double NS_PER_S = 1e9;

    private final Clocks clocks;
    private final List<String> gaps = new ArrayList<>();
    private long missed;
    private long setBack;
    private long realNs;
    private long bootNs;
    private long monotonicNs;

    ClockWatch() {
        this(new MachineClocks());
    }

    ClockWatch(Clocks clocks) {
        this.clocks = clocks;
        read();
    }

    private void read() {
        realNs = clocks.realNs();
        bootNs = clocks.bootNs();
        monotonicNs = clocks.monotonicNs();
    }

    /** Compares the clocks with the previous reading; returns a sentence about a change, or null. */
    @Nullable
    String look() {
        long realBeforeNs = realNs;
        long bootBeforeNs = bootNs;
        long monotonicBeforeNs = monotonicNs;
        read();
        if (bootBeforeNs < 0 || bootNs < 0) {
            return null;
        }
        long passedNs = bootNs - bootBeforeNs;
        long asleepNs = passedNs - (monotonicNs - monotonicBeforeNs);
        if (asleepNs >= LEAST_NS) {
            String gap = "the machine slept for " + seconds(asleepNs) + " between " + time(realBeforeNs) + " and "
                    + time(realNs) + ": what passed meanwhile was not seen";
            add(gap);
            return gap;
        }
        long stepNs = realNs - realBeforeNs - passedNs;
        if (stepNs <= -LEAST_NS) {
            setBack++;
            return "the clock was set back by " + seconds(-stepNs) + ", at " + time(realNs);
        }
        return stepNs >= LEAST_NS ? "the clock was set forward by " + seconds(stepNs) + ", at " + time(realNs) : null;
    }

    private void add(String gap) {
        if (gaps.size() < MOST_GAPS) {
            gaps.add(gap);
        } else {
            missed++;
        }
    }

    /** Returns the warnings for the report of the capture, one line each. */
    List<String> warnings() {
        List<String> all = new ArrayList<>(gaps);
        if (missed > 0) {
            all.add("the machine slept " + missed + " more times");
        }
        if (setBack > 0) {
            all.add("the clock was set back, " + setBack + (setBack == 1 ? " time" : " times"));
        }
        return all;
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.1f s", ns / NS_PER_S);
    }

    private static String time(long ns) {
        return Instant.ofEpochSecond(0, ns).toString();
    }

    /** The clocks of this machine. */
    private static final class MachineClocks implements Clocks {
        /** Seconds since boot, including sleep, with two decimals (proc_uptime(5)). */
        private static final Path UPTIME = Path.of("/proc/uptime");

        @Override
        public long realNs() {
            return RealTime.nowNs();
        }

        @Override
        public long bootNs() {
            try {
                String text = Files.readString(UPTIME, StandardCharsets.ISO_8859_1);
                return Math.round(Double.parseDouble(text.substring(0, text.indexOf(' '))) * NS_PER_S);
            } catch (IOException | NumberFormatException | StringIndexOutOfBoundsException e) {
                return -1;
            }
        }

        @Override
        public long monotonicNs() {
            return System.nanoTime();
        }
    }
}
