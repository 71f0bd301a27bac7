// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.PcapngForge.Option;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Captures with octets changed at random: reading never throws, and all counts agree. */
class HostileCaptureTest {
    private static final long SEED = 1_060;
    private static final int ROUNDS = 2_000;
    private static final int[] ODD_NUMBERS = {
        0,
        1,
        3,
        4,
        8,
        12,
        16,
        28,
        32,
        0x7fff_ffff,
        0x8000_0000,
        -1,
        -4,
        1 << 24,
        (1 << 24) + 4,
        0x0a0d_0d0a,
        0xa1b2_c3d4
    };

    static Stream<byte[]> captures() {
        return Stream.of(
                PcapForge.micros()
                        .record(1_000, new byte[7])
                        .record(2_000, new byte[0], 60)
                        .raw(PcapForge.nanos(ByteOrder.BIG_ENDIAN)
                                .record(3_000, new byte[5])
                                .bytes())
                        .bytes(),
                PcapForge.micros(ByteOrder.BIG_ENDIAN)
                        .version(2, 3)
                        .record(1_000, new byte[30])
                        .record(2_000, new byte[30])
                        .bytes(),
                PcapngForge.littleEndian()
                        .iface(LinkType.EN10MB, 96, Option.ifName("eth0"), Option.ticksPerSecondPowerOf10(9))
                        .enhanced(0, 1, new byte[7], Option.comment("odd"))
                        .simple(new byte[5], 5)
                        .obsolete(0, 0, 2, new byte[3], 3)
                        .statistics(0, 3, Option.dropped(4))
                        .section(ByteOrder.BIG_ENDIAN)
                        .iface(LinkType.RAW, 0, Option.secondsOffset(-5))
                        .enhanced(0, 1, new byte[7])
                        .bytes());
    }

    @ParameterizedTest
    @MethodSource("captures")
    void readsWhateverIsLeftOfAMutilatedCapture(byte[] capture) {
        Random random = new Random(SEED);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutilated = mutilate(capture, random);
            try {
                check(Reading.of(mutilated), mutilated.length);
                read++;
            } catch (UnreadableException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            }
        }
        assertThat(read).isGreaterThan(ROUNDS / 4);
    }

    private static void check(Reading reading, int length) {
        CaptureReport report = reading.report();
        assertThat(report.packets()).isEqualTo(reading.packets().size());
        assertThat(report.bytes())
                .isEqualTo(reading.octets().stream().mapToLong(String::length).sum() / 2);
        assertThat(report.damage()).allSatisfy(each -> {
            assertThat(each.offset()).isBetween(0L, (long) length);
            assertThat(each.reason()).isNotBlank();
        });
        assertThat(report.damage().stream().filter(Damage::fatal).count()).isLessThanOrEqualTo(1);
        assertThat(report.warnings()).doesNotHaveDuplicates();
    }

    private static byte[] mutilate(byte[] capture, Random random) {
        byte[] mutilated = capture.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(mutilated.length - 3);
            if (random.nextBoolean()) {
                int number = ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
                int aligned = at & ~3;
                ByteBuffer.wrap(mutilated)
                        .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                        .putInt(aligned, number);
            } else {
                mutilated[at] = (byte) random.nextInt();
            }
        }
        return mutilated;
    }
}
