// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Extensions;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionTest {
    private static final Extension MPLS = new Extension(1, 1, HexFormat.of().parseHex("03eb2140"));
    private static final Extensions ONE_LABEL = Extensions.mpls(16050, 0, 0x40);

    private static IcmpForge exceeded4(Packet cause) {
        return Packets.icmp4("192.0.2.9", "192.0.2.1", 11, 0).quote(cause);
    }

    private static IcmpForge exceeded6(Packet cause) {
        return Packets.icmp6("::9", "::1", 3, 0).quote(cause);
    }

    private static Packet longDatagram() {
        return Packets.udp4("192.0.2.1", 1, "192.0.2.2", 2).payloadOfSize(1000);
    }

    @Test
    void anExtensionBehindAPaddedQuoteIsDeliveredAndThePaddingIsNoPayload() {
        for (Decoded.Bounced error : new Decoded.Bounced[] {
            Decoded.ethernet(exceeded4(Samples.udp4()).extensions(ONE_LABEL)).error(),
            Decoded.ethernet(exceeded6(Samples.udp6()).extensions(ONE_LABEL)).error()
        }) {
            assertThat(error.hasExtensions()).isTrue();
            assertThat(error.extensions()).containsExactly(MPLS);
            assertThat(error.quote().payloadPresent()).isEqualTo(12);
            assertThat(error.quoteTruncated()).isFalse();
        }
    }

    @Test
    void noMoreIsTakenOfAStructureThanAnErrorMayHave() {
        Extensions large = Extensions.mpls(16050, 0, 0x40)
                .object(9, 1, new byte[600])
                .object(9, 2, new byte[600])
                .object(9, 3, new byte[600]);
        Decoded.Bounced error =
                Decoded.ethernet(exceeded4(Samples.udp4()).extensions(large)).error();

        assertThat(error.hasExtensions()).isTrue();
        assertThat(error.extensions()).hasSize(3).startsWith(MPLS).allMatch(object -> object.classType() < 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 132, 548, 1020})
    void theQuoteEndsWhereItsLengthSays(int quoted) {
        Decoded.Bounced error = Decoded.ethernet(Packets.icmp4("192.0.2.9", "192.0.2.1", 3, 3)
                        .quote(longDatagram(), quoted)
                        .extensions(ONE_LABEL))
                .error();
        assertThat(error.extensions()).containsExactly(MPLS);
        assertThat(error.quote().payloadPresent()).isEqualTo(quoted - 28);
        assertThat(error.quoteTruncated()).isEqualTo(quoted < 1028);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 136, 1048})
    void theQuoteOfIpv6EndsWhereItsLengthSays(int quoted) {
        Packet cause = Packets.udp6("::1", 1, "::2", 2).payloadOfSize(1000);
        Decoded.Bounced error = Decoded.ethernet(
                        Packets.icmp6("::9", "::1", 1, 4).quote(cause, quoted).extensions(ONE_LABEL))
                .error();
        assertThat(error.extensions()).containsExactly(MPLS);
        assertThat(error.quote().payloadPresent()).isEqualTo(quoted - 48);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 11, 12})
    void threeErrorsOfIpv4MayHaveExtensions(int type) {
        IcmpForge error = Packets.icmp4("192.0.2.9", "192.0.2.1", type, 0)
                .quote(Samples.udp4())
                .extensions(ONE_LABEL);
        assertThat(Decoded.ethernet(error).error().extensions()).containsExactly(MPLS);
    }

    @Test
    void aChecksumOfZeroWasNotComputedEvenWhereTheSumHappensToBeThat() {
        Extensions structure = Extensions.none().object(1, 1, (byte) 0xde, (byte) 0xf6, (byte) 0, (byte) 0);
        assertThat(structure.bytes()).startsWith(0x20, 0, 0, 0);
        assertThat(Decoded.ethernet(exceeded4(Samples.udp4()).extensions(structure))
                        .error()
                        .hasExtensions())
                .isFalse();
    }

    @Test
    void theOldFormHasExactly128OctetsAndNoLength() {
        Decoded.Bounced error = Decoded.ethernet(exceeded4(longDatagram()).legacyExtensions(ONE_LABEL))
                .error();
        assertThat(error.extensions()).containsExactly(MPLS);
        assertThat(error.quote().payloadPresent()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 31})
    void aLengthBelow128OctetsPutsTheExtensionBehind128(int words) {
        IcmpForge error = exceeded4(Samples.udp4()).extensions(ONE_LABEL).quoteLengthField(words);
        assertThat(Decoded.ethernet(error).error().extensions()).containsExactly(MPLS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 17, 32, 33, 255})
    void aLengthWithoutAnExtensionCutsNothingOff(int words) {
        Decoded.Bounced error = Decoded.ethernet(exceeded4(longDatagram()).quoteLengthField(words))
                .error();
        assertThat(error.hasExtensions()).isFalse();
        assertThat(error.quote().payloadPresent()).isEqualTo(1000);
        assertThat(error.quoteTruncated()).isFalse();
    }

    @Test
    void aStructureThatNothingVouchesForIsPayload() {
        Extensions[] doubtful = {
            Extensions.mpls(16050, 0, 64).version(1),
            Extensions.mpls(16050, 0, 64).version(3),
            Extensions.mpls(16050, 0, 64).checksum(0),
            Extensions.mpls(16050, 0, 64).checksum(0xbeef)
        };
        for (Extensions structure : doubtful) {
            IcmpForge error = Packets.icmp4("192.0.2.9", "192.0.2.1", 3, 3)
                    .quote(longDatagram(), 128)
                    .extensions(structure);
            Decoded.Bounced decoded = Decoded.ethernet(error).error();
            assertThat(decoded.hasExtensions()).isFalse();
            assertThat(decoded.extensions()).isEmpty();
            assertThat(decoded.quote().payloadPresent()).isEqualTo(100 + 12);
        }
    }

    @Test
    void aStructureThatTheSnapshotCutsOffIsNotBelieved() {
        byte[] whole = exceeded4(Samples.udp4()).extensions(ONE_LABEL).bytes();
        for (int missing = 1; missing <= 12; missing++) {
            Decoded.Bounced error = Decoded.frame(LinkType.RAW, Samples.cut(whole, whole.length - missing))
                    .error();
            assertThat(error.hasExtensions()).isFalse();
            assertThat(error.quote().payloadPresent()).isEqualTo(12);
        }
    }

    @Test
    void messagesOutsideRfc4884HaveNoExtensions() {
        IcmpForge quench = Packets.icmp4("192.0.2.9", "192.0.2.1", 4, 0)
                .quote(Samples.udp4())
                .extensions(ONE_LABEL);
        assertThat(Decoded.ethernet(quench).error().hasExtensions()).isFalse();
        IcmpForge tooBig =
                Packets.icmp6("::9", "::1", 2, 0).quote(Samples.udp6()).extensions(ONE_LABEL);
        assertThat(Decoded.ethernet(tooBig).error().hasExtensions()).isFalse();
    }

    @Test
    void everyObjectIsDelivered() {
        Extensions structure = Extensions.none()
                .mplsStack(Extensions.stackEntry(16050, 0, true, 64))
                .object(2, 0x0f)
                .object(200, 255, (byte) 0xff, (byte) 0x00);
        assertThat(Decoded.ethernet(exceeded4(Samples.udp4()).extensions(structure))
                        .error()
                        .extensions())
                .containsExactly(
                        MPLS,
                        new Extension(2, 15),
                        new Extension(200, 255, HexFormat.of().parseHex("ff00")));
    }

    @Test
    void aStructureWithoutObjectsIsAnExtensionAllTheSame() {
        Decoded.Bounced error = Decoded.ethernet(exceeded4(Samples.udp4()).extensions(Extensions.none()))
                .error();
        assertThat(error.hasExtensions()).isTrue();
        assertThat(error.extensions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 9, 65535})
    void objectsEndAtOneWhoseLengthIsALie(int length) {
        Extensions structure = Extensions.mpls(16050, 0, 64).lyingObject(length, 1, 1, new byte[4]);
        assertThat(Decoded.ethernet(exceeded4(Samples.udp4()).extensions(structure))
                        .error()
                        .extensions())
                .containsExactly(MPLS);
    }

    @Test
    void aStructureOfAnOddLengthIsSummedWithAZeroBehindIt() {
        Extensions structure = Extensions.none().object(9, 9, (byte) 1);
        assertThat(Decoded.ethernet(exceeded4(Samples.udp4()).extensions(structure))
                        .error()
                        .extensions())
                .containsExactly(new Extension(9, 9, HexFormat.of().parseHex("01")));
    }

    @Test
    void atMost64ObjectsAreDelivered() {
        Extensions structure = Extensions.none();
        for (int i = 0; i < 100; i++) {
            structure.object(1, i);
        }
        assertThat(Decoded.ethernet(exceeded4(Samples.udp4()).extensions(structure))
                        .error()
                        .extensions())
                .hasSize(64);
    }
}
