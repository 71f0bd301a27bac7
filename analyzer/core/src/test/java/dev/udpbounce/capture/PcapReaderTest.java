// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapReaderTest {
    private static final long SEED = 1_060;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int MAGIC_KUZNETZOV = 0xa1b2cd34;
    private static final int MAGIC_IXIA_HARDWARE = 0x1c0001ac;
    private static final int MAGIC_IXIA_SOFTWARE = 0x1c0001ab;
    /** 17 April 2018, 01:39:58.454346789. */
    private static final long TIME_NS = 1_523_929_198_454_346_789L;

    private static final long TIME_IN_MICROS = TIME_NS / 1_000 * 1_000;
    private static final byte[] FRAME = {1, 2, 3, 4, 5};
    private static final byte[] OTHER = {6, 7};

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void readsMicrosecondsInEitherByteOrder(String order) throws Exception {
        Reading reading = Reading.of(PcapForge.micros(order(order))
                .snaplen(65_535)
                .record(TIME_NS, FRAME)
                .record(TIME_NS + 1_000, OTHER, 1500)
                .bytes());

        Origin origin = new Origin(0, Reading.FILE, null, LinkType.EN10MB, 65_535, 6);
        assertThat(reading.packets())
                .containsExactly(
                        new Reading.Packet(1, TIME_IN_MICROS, 5, "0102030405", origin),
                        new Reading.Packet(2, TIME_IN_MICROS + 1_000, 1500, "0607", origin));
        assertThat(reading.packets().get(0).origin())
                .isSameAs(reading.packets().get(1).origin());
        assertThat(reading.report())
                .isEqualTo(new CaptureReport(
                        Reading.FILE,
                        false,
                        "pcap",
                        List.of(LinkType.EN10MB),
                        6,
                        65_535,
                        2,
                        7,
                        -1,
                        -1,
                        List.of(),
                        List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void readsNanosecondsInEitherByteOrder(String order) throws Exception {
        Reading reading =
                Reading.of(PcapForge.nanos(order(order)).record(TIME_NS, FRAME).bytes());

        assertThat(reading.timesNs()).containsExactly(TIME_NS);
        assertThat(reading.report().precision()).isEqualTo(9);
    }

    @Test
    void readsTheLongerRecordHeadersOfKuznetzovsPatch() throws Exception {
        byte[] interfaceAndProtocol = {2, 0, 0, 0, 8, 0, 0, 0};
        Reading reading = Reading.of(PcapForge.micros()
                .magic(MAGIC_KUZNETZOV)
                .record(10, 20, 5, 5, interfaceAndProtocol)
                .raw(FRAME)
                .record(11, 20, 2, 2, interfaceAndProtocol)
                .raw(OTHER)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405", "0607");
        assertThat(reading.timesNs()).containsExactly(10_000_020_000L, 11_000_020_000L);
        assertThat(reading.damage()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {MAGIC_IXIA_HARDWARE, MAGIC_IXIA_SOFTWARE})
    void passesOverTheSizeThatIxiaPutsAfterTheFileHeader(int magic) throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .magic(magic)
                .raw((byte) 21, (byte) 0, (byte) 0, (byte) 0)
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.timesNs()).containsExactly(TIME_IN_MICROS);
        assertThat(reading.damage()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "2, 1", "2, 2", "543, 0"})
    void takesTheOriginalLengthForTheFirstOneInOldVersions(int major, int minor) throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .version(major, minor)
                .record(1, 0, 1500, 5, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.packets().get(0).wireLength()).isEqualTo(1500);
    }

    @ParameterizedTest
    @CsvSource({"1500, 5", "5, 1500"})
    void takesTheSmallerLengthForTheCapturedOneInVersion23(int first, int second) throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .version(2, 3)
                .record(1, 0, first, second, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.packets().get(0).wireLength()).isEqualTo(1500);
    }

    @Test
    void readsVersion25WithAWarning() throws Exception {
        Reading reading = Reading.of(
                PcapForge.micros().version(2, 5).record(TIME_NS, FRAME).bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.warnings()).containsExactly("pcap version 2.5 is read as 2.4");
        assertThat(reading.damage()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "2, 6", "1, 4", "0, 0", "543, 1", "65535, 65535"})
    void refusesOtherVersions(int major, int minor) {
        assertThat(Reading.refusal(PcapForge.micros().version(major, minor).bytes()))
                .isEqualTo("pcap version " + major + "." + minor + " is not supported");
    }

    @Test
    void takesTheLinkTypeFromTheLower16BitsAndIgnoresTheFrameCheckSequence() throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .linkType(0x2400_0000L | LinkType.LINUX_SLL2)
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(reading.packets().get(0).origin().linkType()).isEqualTo(LinkType.LINUX_SLL2);
        assertThat(reading.report().linkTypes()).containsExactly(LinkType.LINUX_SLL2);
        assertThat(reading.warnings()).isEmpty();
    }

    @Test
    void warnsOfReservedBitsOfTheLinkType() throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .linkType(0x02c5_0000L | LinkType.RAW)
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(reading.packets().get(0).origin().linkType()).isEqualTo(LinkType.RAW);
        assertThat(reading.warnings()).containsExactly("reserved bits of the link type are set");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void readsAFileWithoutRecords() throws Exception {
        Reading reading = Reading.of(PcapForge.micros().bytes());

        assertThat(reading.packets()).isEmpty();
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void readsSecondsAsUnsigned() throws Exception {
        Reading reading = Reading.of(
                PcapForge.micros().record(0xffff_ffffL, 999_999, 5, 5, FRAME).bytes());

        assertThat(reading.timesNs()).containsExactly(4_294_967_295_999_999_000L);
    }

    @Test
    void carriesAFractionOfASecondOrMoreAndWarnsOnce() throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .record(9, 999_999, 5, 5, FRAME)
                .record(10, 1_000_000, 5, 5, FRAME)
                .record(10, 0xffff_ffffL, 5, 5, FRAME)
                .bytes());

        assertThat(reading.timesNs()).containsExactly(9_999_999_000L, 11_000_000_000L, 4_304_967_295_000L);
        assertThat(reading.warnings())
                .containsExactly("record 2: the fraction of its time is a second or more, and is carried");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void carriesNanosecondsOfASecondOrMore() throws Exception {
        Reading reading = Reading.of(
                PcapForge.nanos().record(10, 1_000_000_001, 5, 5, FRAME).bytes());

        assertThat(reading.timesNs()).containsExactly(11_000_000_001L);
        assertThat(reading.warnings()).hasSize(1);
    }

    @Test
    void refusesAFileHeaderThatIsCutAtAnyOctet() {
        byte[] whole = PcapForge.micros().bytes();

        assertThat(Reading.refusal()).isEqualTo("empty file");
        for (int length = 1; length < 4; length++) {
            assertThat(Reading.refusal(Arrays.copyOf(whole, length))).isEqualTo("not a capture file");
        }
        for (int length = 4; length < FILE_HEADER; length++) {
            assertThat(Reading.refusal(Arrays.copyOf(whole, length)))
                    .isEqualTo("file header cut: " + length + " of 24 octets");
        }
    }

    @Test
    void refusesAnIxiaHeaderThatIsCut() {
        byte[] whole = PcapForge.micros().magic(MAGIC_IXIA_HARDWARE).bytes();

        assertThat(Reading.refusal(whole)).isEqualTo("file header cut: 24 of 28 octets");
    }

    @Test
    void keepsWhatIsWholeOfAFileThatIsCutAtAnyOctet() throws Exception {
        byte[] whole =
                PcapForge.micros().record(TIME_NS, OTHER).record(TIME_NS, FRAME).bytes();
        int second = FILE_HEADER + RECORD_HEADER + OTHER.length;

        for (int present = 1; present < RECORD_HEADER; present++) {
            Reading reading = Reading.of(Arrays.copyOf(whole, second + present));
            assertThat(reading.octets()).containsExactly("0607");
            assertThat(reading.damage())
                    .containsExactly(second + ": record 2: record header cut: " + present + " of 16 octets!");
        }
        for (int present = 0; present < FRAME.length; present++) {
            Reading reading = Reading.of(Arrays.copyOf(whole, second + RECORD_HEADER + present));
            assertThat(reading.octets()).containsExactly("0607");
            assertThat(reading.damage())
                    .containsExactly(second + ": record 2: frame cut: " + present + " of 5 octets!");
        }
        assertThat(Reading.of(Arrays.copyOf(whole, second)).damage()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0xffff_ffffL, 0x8000_0000L, 1 << 28, (1 << 24) + 1})
    void stopsAtACapturedLengthBeyond16MiB(long capturedLength) throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .snaplen(0xffff_ffffL)
                .record(TIME_NS, FRAME)
                .record(1, 0, capturedLength, 5, FRAME)
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.damage())
                .containsExactly("45: record 2: captured length " + capturedLength + " is beyond 16 MiB!");
    }

    @Test
    void readsARecordThatIsLongerThanItsBuffer() throws Exception {
        byte[] large = new byte[100_000];
        new Random(SEED).nextBytes(large);
        Reading reading = Reading.of(PcapForge.micros()
                .record(TIME_NS, OTHER)
                .record(TIME_NS, large)
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(Reading.octets(reading.packets().get(1))).isEqualTo(large);
        assertThat(reading.octets().get(2)).isEqualTo("0102030405");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void readsARecordOf16MiB(@TempDir Path folder) throws Exception {
        byte[] huge = new byte[1 << 24];
        huge[huge.length - 1] = 1;
        Path file =
                PcapForge.micros().record(TIME_NS, huge).record(TIME_NS, FRAME).write(folder.resolve("huge.pcap"));

        try (FrameSource source = CaptureFiles.open(file.toString())) {
            Frame frame = new Frame();
            assertThat(source.next(frame)).isTrue();
            assertThat(frame.capturedLength()).isEqualTo(1 << 24);
            assertThat(frame.octets().get(frame.offset() + (1 << 24) - 1)).isEqualTo((byte) 1);
            assertThat(source.next(frame)).isTrue();
            assertThat(source.next(frame)).isFalse();
            assertThat(source.reports().get(0).damage()).isEmpty();
        }
    }

    @Test
    void keepsAFrameAboveTheSnapshotLengthAndWarnsOnce() throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .snaplen(4)
                .record(TIME_NS, OTHER)
                .record(TIME_NS, FRAME)
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0607", "0102030405", "0102030405");
        assertThat(reading.warnings()).containsExactly("record 2: captured length 5 is above the snapshot length");
        assertThat(reading.damage()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xffff_ffffL})
    void takesASnapshotLengthOfZeroOrBeyond31BitsForNone(long snapshotLength) throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .snaplen(snapshotLength)
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(reading.report().snapLength()).isZero();
        assertThat(reading.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 0xffff_ffffL})
    void keepsBothLengthsApartWhicheverIsTheLargerOne(long wireLength) throws Exception {
        Reading reading =
                Reading.of(PcapForge.micros().record(TIME_NS, FRAME, wireLength).bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.packets().get(0).wireLength()).isEqualTo(wireLength);
    }

    @Test
    void deliversAFrameOfWhichNothingWasCaptured() throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .record(TIME_NS, new byte[0], 60)
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("", "0102030405");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void stopsAtFourHeadersOfZeros() throws Exception {
        Reading reading = Reading.of(
                PcapForge.micros().record(TIME_NS, FRAME).raw(new byte[4096]).bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.damage())
                .containsExactly("45: record 2: zeros instead of records: the file was allocated and not filled!");
    }

    @Test
    void takesThreeHeadersOfZerosForRecords() throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .raw(new byte[3 * RECORD_HEADER])
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("", "", "", "0102030405");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void goesOnWithACaptureThatIsJoinedToTheEnd() throws Exception {
        byte[] second = PcapForge.nanos(ByteOrder.BIG_ENDIAN)
                .linkType(LinkType.RAW)
                .snaplen(96)
                .record(TIME_NS, OTHER)
                .bytes();
        Reading reading =
                Reading.of(PcapForge.micros().record(TIME_NS, FRAME).raw(second).bytes());

        Origin first = reading.packets().get(0).origin();
        Origin next = reading.packets().get(1).origin();
        assertThat(reading.octets()).containsExactly("0102030405", "0607");
        assertThat(reading.timesNs()).containsExactly(TIME_IN_MICROS, TIME_NS);
        assertThat(reading.packets().get(1).number()).isEqualTo(2);
        assertThat(first).isEqualTo(new Origin(0, Reading.FILE, null, LinkType.EN10MB, 262_144, 6));
        assertThat(next).isEqualTo(new Origin(1, Reading.FILE, null, LinkType.RAW, 96, 9));
        assertThat(reading.report().linkTypes()).containsExactly(LinkType.EN10MB, LinkType.RAW);
        assertThat(reading.report().precision()).isEqualTo(9);
        assertThat(reading.warnings()).containsExactly("captures joined end to end");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void readsNothingThatFollowsTheCutHeaderOfAJoinedCapture() throws Exception {
        byte[] header = PcapForge.micros().bytes();
        for (int present = RECORD_HEADER; present < FILE_HEADER; present++) {
            Reading reading = Reading.of(PcapForge.micros()
                    .record(TIME_NS, FRAME)
                    .raw(Arrays.copyOf(header, present))
                    .bytes());

            assertThat(reading.octets()).containsExactly("0102030405");
            assertThat(reading.damage()).containsExactly("45: record 2: file header cut!");
        }
    }

    @Test
    void takesAMagicNumberWithoutAPlausibleHeaderForATime() throws Exception {
        Reading reading = Reading.of(PcapForge.micros()
                .record(0xa1b2_c3d4L, 3, 0, 60, new byte[0])
                .record(0xa1b2_c3d4L, 0x0004_0002, 5, 60, FRAME)
                .record(TIME_NS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("", "0102030405", "0102030405");
        assertThat(reading.damage()).isEmpty();
    }

    private static ByteOrder order(String name) {
        return name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
