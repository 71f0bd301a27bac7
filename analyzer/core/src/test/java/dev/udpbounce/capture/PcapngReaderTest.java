// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.PcapngForge.Option;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngReaderTest {
    private static final int SECTION_LENGTH = 28;
    private static final int NAME_RESOLUTION = 4;
    private static final int DECRYPTION_SECRETS = 10;
    private static final int UNKNOWN_BLOCK = 0x7777;
    private static final int ENHANCED_PACKET = 6;
    private static final int SHB_OS = 3;
    private static final int IF_OS = 12;
    private static final int IF_FCSLEN = 13;
    private static final int ISB_IFRECV = 4;
    private static final int ISB_OSDROP = 7;
    private static final long MICROS = 1_523_929_198_454_346L;
    private static final long TIME_NS = MICROS * 1_000;
    private static final byte[] FRAME = {1, 2, 3, 4, 5};
    private static final byte[] OTHER = {6, 7};
    /** Offset of the first block after a section header and an interface description without options. */
    private static final int FIRST_PACKET = SECTION_LENGTH + 20;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsEnhancedPacketsInEitherByteOrder(boolean bigEndian) throws Exception {
        PcapngForge forge = bigEndian ? PcapngForge.bigEndian() : PcapngForge.littleEndian();
        Reading reading = Reading.of(forge.iface(LinkType.EN10MB, 65_535, Option.ifName("eth0"))
                .enhanced(0, MICROS, FRAME, Option.comment("odd"))
                .enhanced(0, MICROS + 1, OTHER, 2, 1500)
                .bytes());

        Origin origin = new Origin(0, Reading.FILE, "eth0", LinkType.EN10MB, 65_535, 6);
        assertThat(reading.packets())
                .containsExactly(
                        new Reading.Packet(1, TIME_NS, 5, "0102030405", origin),
                        new Reading.Packet(2, TIME_NS + 1_000, 1500, "0607", origin));
        assertThat(reading.packets().get(0).origin())
                .isSameAs(reading.packets().get(1).origin());
        assertThat(reading.report())
                .isEqualTo(new CaptureReport(
                        Reading.FILE,
                        false,
                        "pcapng",
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

    @Test
    void tellsInterfacesApart() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .iface(LinkType.LINUX_SLL, 96, Option.ticksPerSecondPowerOf10(9))
                .enhanced(1, MICROS, FRAME)
                .enhanced(0, MICROS, FRAME)
                .enhanced(1, MICROS, FRAME)
                .bytes());

        assertThat(reading.packets().stream().map(each -> each.origin().linkType()))
                .containsExactly(LinkType.LINUX_SLL, LinkType.EN10MB, LinkType.LINUX_SLL);
        assertThat(reading.timesNs()).containsExactly(MICROS, TIME_NS, MICROS);
        assertThat(reading.packets().get(0).origin())
                .isSameAs(reading.packets().get(2).origin());
        assertThat(reading.report().linkTypes()).containsExactly(LinkType.EN10MB, LinkType.LINUX_SLL);
        assertThat(reading.report().precision()).isEqualTo(9);
        assertThat(reading.report().snapLength()).as("one of them has no limit").isZero();
    }

    @Test
    void goesOnWithASectionOfTheOtherByteOrderAndItsOwnInterfaces() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .enhanced(0, MICROS, FRAME)
                .section(ByteOrder.BIG_ENDIAN)
                .iface(LinkType.RAW, 0)
                .enhanced(0, MICROS, OTHER)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405", "0607");
        assertThat(reading.timesNs()).containsExactly(TIME_NS, TIME_NS);
        assertThat(reading.packets().stream().map(each -> each.origin().linkType()))
                .containsExactly(LinkType.EN10MB, LinkType.RAW);
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void forgetsTheInterfacesOfTheSectionBefore() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .section(ByteOrder.LITTLE_ENDIAN)
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.packets()).isEmpty();
        assertThat(reading.damage()).containsExactly("76: record 4: packet of interface 0, which is not described");
    }

    @Test
    void neverTrustsTheLengthOfASection() throws Exception {
        Reading reading = Reading.of(PcapngForge.empty()
                .section(ByteOrder.LITTLE_ENDIAN, 1, 0, 3)
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void readsAnyMinorVersion() throws Exception {
        Reading reading = Reading.of(PcapngForge.empty()
                .section(ByteOrder.LITTLE_ENDIAN, 1, 2, -1)
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void stopsAtASectionOfAnUnknownMajorVersion() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, MICROS, OTHER)
                .section(ByteOrder.BIG_ENDIAN, 2, 1, -1)
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, MICROS, FRAME)
                .simple(FRAME, 5)
                .section(ByteOrder.LITTLE_ENDIAN)
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, MICROS, OTHER)
                .bytes());

        assertThat(reading.octets()).containsExactly("0607");
        assertThat(reading.damage())
                .containsExactly("84: record 4: section of pcapng version 2.1, which is not supported!");
    }

    @Test
    void passesOverBlocksThatHoldNoFrame() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .block(NAME_RESOLUTION, new byte[] {1, 0, 9, 0})
                .block(DECRYPTION_SECRETS)
                .custom(32_473, (byte) 1)
                .block(UNKNOWN_BLOCK, FRAME)
                .enhanced(0, MICROS, FRAME)
                .statistics(0, MICROS)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.damage()).isEmpty();
        assertThat(reading.warnings()).isEmpty();
    }

    @Test
    void readsTheObsoletePacketBlock() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .iface(LinkType.RAW, 0)
                .obsolete(1, 0xffff, MICROS, FRAME, 1500)
                .bytes());

        assertThat(reading.packets())
                .containsExactly(new Reading.Packet(
                        1, TIME_NS, 1500, "0102030405", new Origin(0, Reading.FILE, null, LinkType.RAW, 0, 6)));
    }

    @Test
    void readsSimplePacketsWithoutATimeRightBehindTheFrameBefore() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .simple(OTHER, 2)
                .enhanced(0, MICROS, FRAME)
                .simple(FRAME, 5)
                .bytes());

        assertThat(reading.octets()).containsExactly("0607", "0102030405", "0102030405");
        assertThat(reading.untimed()).containsExactly(1L, 3L);
        assertThat(reading.timesNs()).containsExactly(1L, TIME_NS, TIME_NS + 1);
        assertThat(reading.warnings())
                .containsExactly("simple packet blocks have no time: when these packets were captured is not known");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void cutsASimplePacketAtTheSnapshotLengthOfTheFirstInterface() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 2)
                .simple(OTHER, 1500)
                .bytes());

        assertThat(reading.octets()).containsExactly("0607");
        assertThat(reading.packets().get(0).wireLength()).isEqualTo(1500);
        assertThat(reading.damage()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1500, 0xffff_ffffL})
    void keepsWhatThereIsOfASimplePacketThatIsShorterThanItsFrame(long wireLength) throws Exception {
        Reading reading = Reading.of(
                littleEndian().simple(new byte[] {1, 2, 3, 4}, wireLength).bytes());

        assertThat(reading.octets()).containsExactly("01020304");
        assertThat(reading.packets().get(0).wireLength()).isEqualTo(wireLength);
        assertThat(reading.warnings()).contains("simple packet blocks that are shorter than their frame");
    }

    @Test
    void readsTimesByTheResolutionAndOffsetOfTheInterface() throws Exception {
        Reading reading = Reading.of(PcapngForge.bigEndian()
                .iface(LinkType.EN10MB, 0, Option.ticksPerSecondPowerOf2(40))
                .iface(LinkType.EN10MB, 0, Option.ticksPerSecondPowerOf10(19))
                .iface(LinkType.EN10MB, 0, Option.secondsOffset(-5_000))
                .iface(LinkType.EN10MB, 0, Option.ticksPerSecondPowerOf10(9), Option.secondsOffset(1_523_929_198))
                .enhanced(0, 7L << 39, FRAME)
                .enhanced(1, Long.parseUnsignedLong("15000000000000000000"), FRAME)
                .enhanced(2, 1_000_001, FRAME)
                .enhanced(3, 454_346_789, FRAME)
                .bytes());

        assertThat(reading.timesNs())
                .containsExactly(3_500_000_000L, 1_500_000_000L, -4_998_999_999_000L, 1_523_929_198_454_346_789L);
        assertThat(reading.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 127, 0x80 | 64, 255})
    void takesMicrosecondsForASenselessResolution(int resolution) throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0, Option.of(9, (byte) resolution))
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.timesNs()).containsExactly(TIME_NS);
        assertThat(reading.warnings())
                .containsExactly("an interface without a sensible time stamp resolution: taken as microseconds");
    }

    @Test
    void takesDefaultsForAResolutionAndAnOffsetOfTheWrongLength() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0, Option.of(9, (byte) 9, (byte) 9), Option.of(14, (byte) 1))
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.timesNs()).containsExactly(TIME_NS);
        assertThat(reading.warnings()).hasSize(2);
    }

    @Test
    void takesTheFirstOfTwoResolutions() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0, Option.ticksPerSecondPowerOf10(9), Option.ticksPerSecondPowerOf10(3))
                .enhanced(0, TIME_NS, FRAME)
                .bytes());

        assertThat(reading.timesNs()).containsExactly(TIME_NS);
        assertThat(reading.warnings()).containsExactly("an interface with the same option twice: the first one counts");
    }

    @Test
    void doesNotKnowATimeWhoseDistanceFromAnotherNanosecondsOf64BitsCannotHold() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0)
                .iface(LinkType.EN10MB, 0, Option.secondsOffset(Long.MIN_VALUE))
                .enhanced(0, Frame.MOST_NS / 1_000, FRAME)
                .enhanced(0, -1, FRAME)
                .enhanced(0, Frame.MOST_NS / 1_000 + 1, FRAME)
                .enhanced(0, MICROS, FRAME)
                .enhanced(1, 0, FRAME)
                .bytes());

        assertThat(reading.untimed()).containsExactly(2L, 3L, 5L);
        assertThat(reading.timesNs().get(3)).isEqualTo(TIME_NS);
        assertThat(reading.timesNs().get(4)).isEqualTo(TIME_NS + 1);
        assertThat(reading.warnings())
                .containsExactly(
                        "time stamps beyond the years 1823 to 2116: when these packets were captured is not known");
    }

    @Test
    void anInterfaceIsOfTheSystemThatItNamesAndElseOfThatOfItsSection() throws Exception {
        Reading reading = Reading.of(PcapngForge.empty()
                .section(ByteOrder.LITTLE_ENDIAN, Option.of(SHB_OS, "FreeBSD 14".getBytes(UTF_8)))
                .iface(LinkType.EN10MB, 0)
                .iface(LinkType.EN10MB, 0, Option.of(IF_OS, "Windows 10".getBytes(UTF_8)))
                .enhanced(0, MICROS, FRAME)
                .enhanced(1, MICROS, FRAME)
                .section(ByteOrder.BIG_ENDIAN)
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.packets())
                .extracting(packet -> packet.origin().system())
                .containsExactly("FreeBSD 14", "Windows 10", null);
        assertThat(reading.report().systems()).containsExactly("FreeBSD 14", "Windows 10");
    }

    @Test
    void keepsTheFrameCheckSequenceThatAnInterfaceAnnounces() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0, Option.of(IF_FCSLEN, (byte) 4))
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
    }

    @Test
    void cutsAnInterfaceNameThatNoSystemWouldGive() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0, Option.ifName("x".repeat(60_000)))
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.packets().get(0).origin().interfaceName()).isEqualTo("x".repeat(256));
    }

    @Test
    void sumsTheLastDropsOfEachInterface() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .iface(LinkType.EN10MB, 0)
                .statistics(0, MICROS, Option.u64(ISB_IFRECV, 99), Option.dropped(1), Option.u64(ISB_OSDROP, 10))
                .statistics(0, MICROS, Option.dropped(3), Option.u64(ISB_OSDROP, 20))
                .statistics(1, MICROS, Option.dropped(4))
                .section(ByteOrder.BIG_ENDIAN)
                .iface(LinkType.EN10MB, 0)
                .statistics(0, MICROS, Option.dropped(100))
                .bytes());

        assertThat(reading.report().droppedByInterface()).isEqualTo(107);
        assertThat(reading.report().droppedByKernel()).isEqualTo(20);
        assertThat(reading.warnings()).isEmpty();
    }

    @Test
    void warnsOfStatisticsThatAreBroken() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .statistics(7, MICROS)
                .block(5, new byte[4])
                .statistics(0, MICROS, Option.lying(5, 60_000, (byte) 1))
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.warnings())
                .containsExactly(
                        "interface statistics that are too short or of no described interface",
                        "an option of interface statistics is longer than its block");
        assertThat(reading.report().droppedByInterface()).isEqualTo(-1);
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void warnsOfAnOptionThatIsLongerThanItsInterfaceDescription() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0, Option.ifName("eth0"), Option.lying(3, 60_000, (byte) 1))
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.packets().get(0).origin().interfaceName()).isEqualTo("eth0");
        assertThat(reading.warnings()).containsExactly("an option of an interface is longer than its block");
        assertThat(reading.damage()).isEmpty();
    }

    @Test
    void passesOverAPacketBeforeAnyInterface() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .enhanced(0, MICROS, FRAME)
                .simple(FRAME, 5)
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, MICROS, OTHER)
                .bytes());

        assertThat(reading.octets()).containsExactly("0607");
        assertThat(reading.packets().get(0).number()).isEqualTo(1);
        assertThat(reading.damage())
                .containsExactly(
                        "28: record 2: packet of interface 0, which is not described",
                        "68: record 3: packet of interface 0, which is not described");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "-1, 4294967295"})
    void passesOverAPacketOfAnInterfaceThatIsNotDescribed(int id, String shown) throws Exception {
        Reading reading = Reading.of(littleEndian()
                .enhanced(id, MICROS, FRAME)
                .enhanced(0, MICROS, OTHER)
                .bytes());

        assertThat(reading.octets()).containsExactly("0607");
        assertThat(reading.damage())
                .containsExactly("48: record 3: packet of interface " + shown + ", which is not described");
    }

    @Test
    void keepsTheNumbersOfTheInterfacesAfterADescriptionThatIsTooShort() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .block(1, new byte[4])
                .iface(LinkType.RAW, 0)
                .enhanced(0, MICROS, FRAME)
                .enhanced(1, MICROS, OTHER)
                .bytes());

        assertThat(reading.octets()).containsExactly("0607");
        assertThat(reading.damage()).hasSize(1);
        assertThat(reading.warnings()).containsExactly("an interface description is too short");
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 0x8000_0000L, 0xffff_ffffL})
    void passesOverAPacketOfWhichTheCapturedLengthIsBeyondItsBlock(long capturedLength) throws Exception {
        Reading reading = Reading.of(littleEndian()
                .enhanced(0, MICROS, FRAME, capturedLength, 60)
                .enhanced(0, MICROS, OTHER)
                .bytes());

        assertThat(reading.octets()).containsExactly("0607");
        assertThat(reading.damage())
                .containsExactly("48: record 3: captured length " + capturedLength + " is beyond its block");
    }

    @Test
    void passesOverAPacketBlockThatIsTooShort() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .block(ENHANCED_PACKET)
                .block(2, new byte[16])
                .block(3)
                .enhanced(0, MICROS, OTHER)
                .bytes());

        assertThat(reading.octets()).containsExactly("0607");
        assertThat(reading.damage())
                .containsExactly(
                        "48: record 3: packet block too short: 12 octets",
                        "60: record 4: packet block too short: 28 octets",
                        "88: record 5: packet block too short: 12 octets");
    }

    @Test
    void keepsAFrameAboveTheSnapshotLength() throws Exception {
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 4)
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.warnings()).containsExactly("captured lengths above the snapshot length");
        assertThat(reading.damage()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, block length 0 is too short for a block of its type",
        "8, block length 8 is too short for a block of its type",
        "33, block length 33 is no multiple of 4",
        "16777220, block length 16777220 is beyond 16 MiB",
        "4294967292, block length 4294967292 is beyond 16 MiB",
        "4000, block cut: 32 of 4000 octets",
        "28, 'block lengths differ: 28 before it, 0 after'",
    })
    void stopsAtABlockWhoseLengthCannotBe(long length, String reason) throws Exception {
        Reading reading = Reading.of(littleEndian()
                .enhanced(0, MICROS, FRAME)
                .lyingBlock(ENHANCED_PACKET, length, new byte[20], length)
                .bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.damage()).containsExactly("88: record 4: " + reason + "!");
    }

    @Test
    void stopsWhereTheTwoLengthsOfABlockDiffer() throws Exception {
        Reading reading = Reading.of(littleEndian()
                .lyingBlock(UNKNOWN_BLOCK, 16, new byte[4], 0xffff_ffffL)
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.packets()).isEmpty();
        assertThat(reading.damage())
                .containsExactly("48: record 3: block lengths differ: 16 before it, 4294967295 after!");
    }

    @Test
    void stopsAtZerosInsteadOfBlocks() throws Exception {
        Reading reading = Reading.of(
                littleEndian().enhanced(0, MICROS, FRAME).raw(new byte[4096]).bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.damage())
                .containsExactly("88: record 4: zeros instead of blocks: the file was allocated and not filled!");
    }

    @Test
    void refusesAFileWithoutAByteOrderMagic() {
        byte[] file = PcapngForge.littleEndian().bytes();
        file[8] ^= 1;

        assertThat(Reading.refusal(file)).isEqualTo("not a capture file");
    }

    @Test
    void stopsAtALaterSectionWithoutAByteOrderMagic() throws Exception {
        byte[] section = PcapngForge.littleEndian().bytes();
        section[8] ^= 1;
        Reading reading = Reading.of(
                littleEndian().enhanced(0, MICROS, FRAME).raw(section).bytes());

        assertThat(reading.octets()).containsExactly("0102030405");
        assertThat(reading.damage())
                .containsExactly("88: record 4: section header without byte-order magic: 0x4c3c2b1a!");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 12, 24, 0x0100_0001, 0xffff_fffcL})
    void stopsAtASectionHeaderWhoseLengthCannotBe(long length) throws Exception {
        byte[] body = Arrays.copyOfRange(PcapngForge.littleEndian().bytes(), 8, SECTION_LENGTH - 4);
        Reading reading = Reading.of(PcapngForge.empty()
                .lyingBlock(0x0a0d0d0a, length, body, length)
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.packets()).isEmpty();
        assertThat(reading.damage()).hasSize(1);
        assertThat(reading.damage().get(0))
                .startsWith("0: record 1: block length " + length)
                .endsWith("!");
    }

    @Test
    void refusesASectionHeaderThatIsCutAtAnyOctet() {
        byte[] whole = PcapngForge.littleEndian().bytes();

        for (int length = 1; length < 4; length++) {
            assertThat(Reading.refusal(Arrays.copyOf(whole, length))).isEqualTo("not a capture file");
        }
        for (int length = 4; length < SECTION_LENGTH; length++) {
            assertThat(Reading.refusal(Arrays.copyOf(whole, length)))
                    .isEqualTo("section header cut: " + length + " of 28 octets");
        }
    }

    @Test
    void keepsWhatIsWholeOfAFileThatIsCutAtAnyOctet() throws Exception {
        byte[] whole = littleEndian()
                .enhanced(0, MICROS, OTHER)
                .enhanced(0, MICROS, FRAME)
                .bytes();
        int second = FIRST_PACKET + 36;

        assertThat(Reading.of(Arrays.copyOf(whole, second)).damage()).isEmpty();
        for (int length = second + 1; length < whole.length; length++) {
            Reading reading = Reading.of(Arrays.copyOf(whole, length));
            int wanted = length - second < 12 ? 12 : whole.length - second;

            assertThat(reading.octets()).containsExactly("0607");
            assertThat(reading.damage())
                    .containsExactly(
                            second + ": record 4: block cut: " + (length - second) + " of " + wanted + " octets!");
        }
    }

    @Test
    void keepsTheFirstHundredOfManyFaults() throws Exception {
        PcapngForge forge = PcapngForge.littleEndian();
        for (int i = 0; i < 150; i++) {
            forge.enhanced(0, MICROS, FRAME);
        }
        Reading reading = Reading.of(forge.raw((byte) 1).bytes());

        assertThat(reading.damage()).hasSize(101);
        assertThat(reading.damage().get(100)).isEqualTo("6028: record 152: block cut: 1 of 12 octets!");
        assertThat(reading.warnings()).containsExactly("more than 100 damaged blocks: only the first are listed");
    }

    @Test
    void readsOnlySoManyInterfaces() throws Exception {
        byte[] description = Arrays.copyOfRange(littleEndian().bytes(), SECTION_LENGTH, FIRST_PACKET);
        byte[] descriptions = new byte[description.length * (Origins.MOST + 1)];
        for (int at = 0; at < descriptions.length; at += description.length) {
            System.arraycopy(description, 0, descriptions, at, description.length);
        }
        Reading reading = Reading.of(PcapngForge.littleEndian()
                .raw(descriptions)
                .enhanced(0, MICROS, FRAME)
                .bytes());

        assertThat(reading.packets()).isEmpty();
        assertThat(reading.damage()).containsExactly("1310748: record 65538: more than 65536 interfaces!");
    }

    /** A section with one interface: Ethernet, no snapshot length, microseconds. */
    private static PcapngForge littleEndian() {
        return PcapngForge.littleEndian().iface(LinkType.EN10MB, 0);
    }
}
