// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.math.BigInteger;

/**
 * Converts the timestamps of one pcapng interface to nanoseconds since the Unix epoch. A timestamp is unsigned 64-bit
 * ticks of {@code if_tsresol} seconds, plus {@code if_tsoffset} seconds (draft-ietf-opsawg-pcapng, section 4.2). The
 * arithmetic is exact, rounds down, and saturates at the limits of a {@code long}.
 */
final class TimeScale {
    /** Resolution of an interface without the option: microseconds. */
    static final int DEFAULT_RESOLUTION = 6;

    private static final int POWER_OF_2 = 0x80;
    private static final int MOST_POWER_OF_10 = 19;
    private static final int MOST_POWER_OF_2 = 63;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final BigInteger BIG_NANOS_PER_SECOND = BigInteger.valueOf(NANOS_PER_SECOND);
    private static final BigInteger MICROS_PER_SECOND = BigInteger.valueOf(1_000_000);

    private final BigInteger ticksPerSecond;
    private final long offsetSeconds;
    private final boolean offsetFits;
    private final long offsetNs;
    /** Nanoseconds are {@code ticks * multiplier / divisor}, a fraction in lowest terms. */
    private final long multiplier;

    private final long divisor;
    /** Maximum number of ticks whose conversion does not overflow a {@code long}. */
    private final long plainTicks;

    /**
     * @param resolution octet of the option: the negative exponent of 10 or, with its highest bit set, of 2; must be
     *     {@link #isSensible}
     * @param offsetSeconds seconds to add to each time
     */
    TimeScale(int resolution, long offsetSeconds) {
        this.ticksPerSecond = (resolution & POWER_OF_2) == 0
                ? BigInteger.TEN.pow(resolution)
                : BigInteger.ONE.shiftLeft(resolution & ~POWER_OF_2);
        this.offsetSeconds = offsetSeconds;
        this.offsetFits =
                Math.abs(offsetSeconds) <= Long.MAX_VALUE / NANOS_PER_SECOND && offsetSeconds != Long.MIN_VALUE;
        this.offsetNs = offsetFits ? offsetSeconds * NANOS_PER_SECOND : 0;
        BigInteger common = ticksPerSecond.gcd(BIG_NANOS_PER_SECOND);
        this.multiplier = BIG_NANOS_PER_SECOND.divide(common).longValueExact();
        this.divisor = ticksPerSecond.divide(common).longValueExact();
        this.plainTicks = offsetFits ? (Long.MAX_VALUE - Math.abs(offsetNs)) / multiplier : -1;
    }

    /** Returns whether 64 bits of ticks can hold one second. The finest resolutions are 10^-19 s and 2^-63 s. */
    static boolean isSensible(int resolution) {
        int exponent = resolution & ~POWER_OF_2;
        return exponent <= (resolution == exponent ? MOST_POWER_OF_10 : MOST_POWER_OF_2);
    }

    /** Decimal digits of the fraction in outputs: 9 if the resolution is finer than microseconds, otherwise 6. */
    int precision() {
        return ticksPerSecond.compareTo(MICROS_PER_SECOND) > 0 ? 9 : 6;
    }

    /**
     * Converts the time of a packet.
     *
     * @param ticks unsigned
     */
    long nanoseconds(long ticks) {
        if (ticks >= 0 && ticks <= plainTicks) {
            long product = ticks * multiplier;
            return (divisor == 1 ? product : product / divisor) + offsetNs;
        }
        return wide(ticks);
    }

    /** Converts with a product of up to 94 bits. The divisor is a power of two, or the multiplier is 1. */
    private long wide(long ticks) {
        long ns;
        if (multiplier == 1) {
            ns = Long.divideUnsigned(ticks, divisor);
        } else {
            int shift = Long.numberOfTrailingZeros(divisor);
            long low = ticks * multiplier;
            long high = Math.multiplyHigh(ticks, multiplier) + ((ticks >> 63) & multiplier);
            if (high >>> shift != 0) {
                return exact(ticks);
            }
            ns = shift == 0 ? low : (high << (Long.SIZE - shift)) | (low >>> shift);
        }
        long shifted = ns + offsetNs;
        boolean overflown = ns < 0 || (offsetNs > 0 && shifted < 0);
        return offsetFits && !overflown ? shifted : exact(ticks);
    }

    private long exact(long ticks) {
        BigInteger ns = new BigInteger(Long.toUnsignedString(ticks))
                .multiply(BIG_NANOS_PER_SECOND)
                .divide(ticksPerSecond)
                .add(BigInteger.valueOf(offsetSeconds).multiply(BIG_NANOS_PER_SECOND));
        if (ns.bitLength() < Long.SIZE) {
            return ns.longValueExact();
        }
        return ns.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
