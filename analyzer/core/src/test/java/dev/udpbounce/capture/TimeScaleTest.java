// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeScaleTest {
    private static final int POWER_OF_2 = 0x80;
    private static final long SEED = 1_060;
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

    static IntStream sensibleResolutions() {
        return IntStream.range(0, 256).filter(TimeScale::isSensible);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1523929198, 1523929198000000000",
        "3, 1523929198454, 1523929198454000000",
        "6, 1523929198454346, 1523929198454346000",
        "9, 1523929198454346789, 1523929198454346789",
        "12, 3500000000000, 3500000000",
        "19, 15000000000000000000, 1500000000",
    })
    void countsTicksOfAPowerOfTen(int resolution, String ticks, long expectedNs) {
        assertThat(new TimeScale(resolution, 0).nanoseconds(Long.parseUnsignedLong(ticks)))
                .isEqualTo(expectedNs);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 7, 7000000000",
        "10, 3584, 3500000000",
        "40, 3848290697216, 3500000000",
        "63, 13835058055282163712, 1500000000",
    })
    void countsTicksOfAPowerOfTwo(int exponent, String ticks, long expectedNs) {
        assertThat(new TimeScale(POWER_OF_2 | exponent, 0).nanoseconds(Long.parseUnsignedLong(ticks)))
                .isEqualTo(expectedNs);
    }

    @Test
    void roundsDownWhatIsBetweenTwoNanoseconds() {
        assertThat(new TimeScale(12, 0).nanoseconds(1_999)).isEqualTo(1);
        assertThat(new TimeScale(12, -1).nanoseconds(1_999)).isEqualTo(-999_999_999);
    }

    @Test
    void addsTheOffset() {
        assertThat(new TimeScale(6, -5_000).nanoseconds(1_000_001)).isEqualTo(-4_998_999_999_000L);
        assertThat(new TimeScale(6, 5_000).nanoseconds(1_000_001)).isEqualTo(5_001_000_001_000L);
    }

    @Test
    void saturatesBeyondTheEndsOfALong() {
        assertThat(new TimeScale(6, 0).nanoseconds(-1)).isEqualTo(Long.MAX_VALUE);
        assertThat(new TimeScale(6, Long.MAX_VALUE).nanoseconds(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(new TimeScale(6, Long.MIN_VALUE).nanoseconds(0)).isEqualTo(Long.MIN_VALUE);
        assertThat(new TimeScale(9, 9_223_372_036L).nanoseconds(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void comesBackFromBeyondALongByTheOffset() {
        assertThat(new TimeScale(0, -20_000_000_000L).nanoseconds(20_000_000_001L))
                .isEqualTo(1_000_000_000L);
    }

    @ParameterizedTest
    @MethodSource("sensibleResolutions")
    void agreesWithArbitraryPrecision(int resolution) {
        Random random = new Random(SEED + resolution);
        for (int i = 0; i < 500; i++) {
            long ticks = random.nextLong() >>> random.nextInt(64);
            long offsetSeconds = random.nextBoolean() ? 0 : random.nextLong() >> random.nextInt(64);

            assertThat(new TimeScale(resolution, offsetSeconds).nanoseconds(ticks))
                    .as("%s ticks, offset %d", Long.toUnsignedString(ticks), offsetSeconds)
                    .isEqualTo(exact(resolution, offsetSeconds, ticks));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 127, 192, 255})
    void findsAResolutionSenselessOfWhich64BitsHoldNoSecond(int resolution) {
        assertThat(TimeScale.isSensible(resolution)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "6, 6", "7, 9", "9, 9", "12, 9", "128, 6", "147, 6", "148, 9", "158, 9"})
    void shows6DigitsUpToMicrosecondsAnd9BeyondThem(int resolution, int expected) {
        assertThat(new TimeScale(resolution, 0).precision()).isEqualTo(expected);
    }

    private static long exact(int resolution, long offsetSeconds, long ticks) {
        BigInteger ticksPerSecond =
                resolution < POWER_OF_2 ? BigInteger.TEN.pow(resolution) : BigInteger.TWO.pow(resolution - POWER_OF_2);
        return new BigInteger(Long.toUnsignedString(ticks))
                .multiply(NANOS_PER_SECOND)
                .divide(ticksPerSecond)
                .add(BigInteger.valueOf(offsetSeconds).multiply(NANOS_PER_SECOND))
                .max(BigInteger.valueOf(Long.MIN_VALUE))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }
}
