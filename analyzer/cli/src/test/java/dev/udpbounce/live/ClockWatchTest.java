// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private static final long SECOND = 1_000_000_000;

    /** Clocks that the test sets. */
    private static final class TestClocks implements ClockWatch.Clocks {
        long realNs = 1_500_000_000L * SECOND;
        long bootNs = 5_000 * SECOND;
        long monotonicNs = 5_000 * SECOND;

        void pass(long ns) {
            realNs += ns;
            bootNs += ns;
            monotonicNs += ns;
        }

        void sleep(long ns) {
            realNs += ns;
            bootNs += ns;
        }

        @Override
        public long realNs() {
            return realNs;
        }

        @Override
        public long bootNs() {
            return bootNs;
        }

        @Override
        public long monotonicNs() {
            return monotonicNs;
        }
    }

    private final TestClocks clocks = new TestClocks();
    private final ClockWatch watch = new ClockWatch(clocks);

    @Test
    void timeThatPassesIsNotTold() {
        for (int i = 0; i < 100; i++) {
            clocks.pass(250_000_000L + i * 1_000_000L);
            clocks.bootNs += i % 2 == 0 ? 10_000_000 : -10_000_000; // it is exact to 10 ms
            assertThat(watch.look()).isNull();
        }
        clocks.pass(3600 * SECOND);
        assertThat(watch.look()).isNull();
        assertThat(watch.warnings()).isEmpty();
    }

    @Test
    void sleepIsAGapThatIsRemembered() {
        clocks.pass(SECOND);
        assertThat(watch.look()).isNull();
        clocks.sleep(90 * SECOND);
        clocks.pass(SECOND / 4);
        assertThat(watch.look())
                .isEqualTo("the machine slept for 90.0 s between 2017-07-14T02:40:01Z and 2017-07-14T02:41:31.250Z:"
                        + " what passed meanwhile was not seen");
        clocks.pass(SECOND);
        assertThat(watch.look()).isNull();
        assertThat(watch.warnings()).singleElement().asString().startsWith("the machine slept for 90.0 s");
    }

    @Test
    void aClockThatIsSetBackIsCounted() {
        for (int i = 0; i < 2; i++) {
            clocks.pass(SECOND);
            clocks.realNs -= 3600 * SECOND;
            assertThat(watch.look()).startsWith("the clock was set back by 3600.0 s, at 2017-07-14T");
        }
        assertThat(watch.warnings()).containsExactly("the clock was set back, 2 times");
    }

    @Test
    void aClockThatIsSetForwardIsTold() {
        clocks.realNs += 5 * SECOND;
        assertThat(watch.look()).startsWith("the clock was set forward by 5.0 s");
        assertThat(watch.warnings()).isEmpty();
    }

    @Test
    void sleepIsNoStepOfTheClock() {
        clocks.sleep(2 * SECOND);
        clocks.realNs -= SECOND; // a battery's clock is not exact
        assertThat(watch.look()).startsWith("the machine slept for 2.0 s");
        assertThat(watch.warnings()).hasSize(1);
    }

    @Test
    void manySleepsAreCounted() {
        for (int i = 0; i < 150; i++) {
            clocks.sleep(SECOND);
            assertThat(watch.look()).isNotNull();
        }
        assertThat(watch.warnings()).hasSize(101).last().isEqualTo("the machine slept 50 more times");
    }

    @Test
    void withoutTheOneClockNothingIsClaimed() {
        clocks.bootNs = -1;
        clocks.realNs -= 3600 * SECOND;
        assertThat(watch.look()).isNull();
        assertThat(watch.look()).isNull();
    }

    @Test
    void theClocksOfThisMachineAgree() {
        ClockWatch real = new ClockWatch();
        assertThat(real.look()).isNull();
        assertThat(real.warnings()).isEmpty();
    }
}
