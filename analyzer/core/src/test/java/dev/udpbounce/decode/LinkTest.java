// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Links;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {
    private static final int C_HDLC = 104;
    private static final int PPP = 9;
    private static final int PPP_HDLC = 50;
    private static final int PPP_ETHER = 51;
    private static final int PPP_WITH_DIR = 204;
    private static final int C_HDLC_WITH_DIR = 205;
    private static final int MPLS = 219;
    private static final byte[] MAC = {2, 0, 0, 0, 0, 1};
    private static final byte[] SNAP = {(byte) 0xaa, (byte) 0xaa, 3, 0, 0, 0};

    private static byte[] ethernet(int type, byte[] body) {
        return Links.ethernet(MAC, MAC, type, () -> body);
    }

    private static void delivers(Decoded decoded) {
        assertThat(decoded.datagram().payload()).isEqualTo("313233343536373839616263");
    }

    /** Asserts that every shorter frame, down to an empty one, is counted as {@code link_truncated}. */
    private static void isTruncatedBelow(int header, int linkType, byte[] frame) {
        for (int length = 0; length < header; length++) {
            Decoded.frame(linkType, Samples.cut(frame, length)).isRefused("link_truncated=1");
        }
    }

    @Test
    void ethernetHasFourteenOctets() {
        isTruncatedBelow(14, LinkType.EN10MB, Samples.udp4().ethernet());
        Decoded.frame(LinkType.EN10MB, Samples.cut(Samples.udp4().ethernet(), 14))
                .isRefused("ip_truncated=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0806, 0x88cc, 0x8863, 0x05dd, 0x05ff, 0xffff})
    void anotherEtherTypeGivesNothing(int type) {
        Decoded.frame(LinkType.EN10MB, ethernet(type, Samples.udp4().bytes())).isRefused("");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x8100, 0x88a8, 0x9100})
    void aTagGivesItsVlanIdentifierToDatagramsAndErrors(int type) {
        byte[] tagged = Links.ethernet(Samples.udp4(), new Links.Tag(type, 0xe000 | 42));
        assertThat(Decoded.frame(LinkType.EN10MB, tagged).datagram().vlan()).isEqualTo(42);
        byte[] error = Links.ethernet(Packets.portUnreachable(Samples.udp6()), new Links.Tag(type, 4095));
        assertThat(Decoded.frame(LinkType.EN10MB, error).error().vlan()).isEqualTo(4095);
    }

    @Test
    void theInnermostTagThatHasAVlanIdentifierCounts() {
        byte[] frame =
                Links.ethernet(Samples.udp4(), Links.Tag.dot1ad(7), Links.Tag.dot1q(8), new Links.Tag(0x8100, 0xe000));
        assertThat(Decoded.frame(LinkType.EN10MB, frame).datagram().vlan()).isEqualTo(8);
    }

    @Test
    void aTagOrPacketTypeIsForgottenInTheNextFrame() {
        Decoded decoded = Decoded.frame(LinkType.EN10MB, Samples.udp4().vlan(9));
        decoded.then(LinkType.EN10MB, Samples.udp4().ethernet());
        assertThat(decoded.datagrams).extracting(Decoded.Sent::vlan).containsExactly(9, Datagram.ABSENT);
        decoded.then(LinkType.LINUX_SLL, Links.sll(Samples.udp4(), 4))
                .then(LinkType.RAW, Samples.udp4().bytes());
        assertThat(decoded.datagrams)
                .extracting(Decoded.Sent::packetType)
                .containsExactly(Datagram.ABSENT, Datagram.ABSENT, 4, Datagram.ABSENT);
    }

    @Test
    void sixteenTagsAreFollowedAndNoMore() {
        delivers(Decoded.frame(LinkType.EN10MB, withTags(16)));
        Decoded.frame(LinkType.EN10MB, withTags(17)).isRefused("too_many_layers=1");
        Decoded.frame(LinkType.EN10MB, withTags(200)).isRefused("too_many_layers=1");
        isTruncatedBelow(14 + 12, LinkType.EN10MB, Samples.cut(withTags(3), 14 + 11));
    }

    private static byte[] withTags(int tags) {
        Links.Tag[] stack = new Links.Tag[tags];
        Arrays.fill(stack, Links.Tag.dot1q(5));
        return Links.ethernet(Samples.udp4(), stack);
    }

    @Test
    void aSnapHeaderIsFollowedAndTheLengthEndsTheFrame() {
        byte[] snap = Samples.octets(SNAP, 8, 0, Samples.udp4().bytes());
        delivers(Decoded.frame(LinkType.EN10MB, Samples.octets(ethernet(snap.length, snap), new byte[9])));
        Decoded cut = Decoded.frame(LinkType.EN10MB, ethernet(snap.length - 5, snap));
        assertThat(cut.datagrams.get(0).payloadPresent()).isEqualTo(7);
        Decoded.frame(LinkType.EN10MB, ethernet(7, snap)).isRefused("");
    }

    @Test
    void llcWithoutIpGivesNothing() {
        byte[] packet = Samples.udp4().bytes();
        Decoded.frame(LinkType.EN10MB, ethernet(40, Samples.octets(0x42, 0x42, 3, packet)))
                .isRefused("");
        byte[] cisco = Samples.octets(0xaa, 0xaa, 3, 0, 0, 0x0c, 8, 0, packet);
        Decoded.frame(LinkType.EN10MB, ethernet(cisco.length, cisco)).isRefused("");
    }

    @Test
    void snapInSnapIsNotFollowed() {
        byte[] nested = Samples.octets(SNAP, 5, 220, SNAP, 8, 0, Samples.udp4().bytes());
        Decoded.frame(LinkType.EN10MB, ethernet(nested.length, nested)).isRefused("");
    }

    @Test
    void snapAndTagsInTurnsEndAtSixteen() {
        byte[] body = Samples.udp4().bytes();
        for (int i = 0; i < 100; i++) {
            body = Samples.octets(SNAP, 0x81, 0, 0, 1, 5, 220, body);
        }
        Decoded.frame(LinkType.EN10MB, ethernet(1500, body)).isRefused("too_many_layers=1");
    }

    @ParameterizedTest
    @CsvSource({"2", "10", "23", "24", "28", "30"})
    void loopbackFamiliesAreKnownInEitherByteOrder(int family) {
        Packet packet = family == 2 ? Samples.udp4() : Samples.udp6();
        delivers(Decoded.frame(LinkType.NULL, Links.nullLoopback(packet, ByteOrder.LITTLE_ENDIAN, family)));
        delivers(Decoded.frame(LinkType.NULL, Links.nullLoopback(packet, ByteOrder.BIG_ENDIAN, family)));
        delivers(Decoded.frame(LinkType.LOOP, Links.nullLoopback(packet, ByteOrder.BIG_ENDIAN, family)));
        Decoded.frame(LinkType.LOOP, Links.nullLoopback(packet, ByteOrder.LITTLE_ENDIAN, family))
                .isRefused("");
    }

    @Test
    void loopbackHasFourOctetsAndOtherFamiliesGiveNothing() {
        isTruncatedBelow(4, LinkType.NULL, Samples.udp4().loop());
        isTruncatedBelow(4, LinkType.LOOP, Samples.udp4().loop());
        for (int family : new int[] {0, 1, 7, 255, 0x01010101, -1}) {
            Decoded.frame(LinkType.NULL, Links.nullLoopback(Samples.udp4(), ByteOrder.BIG_ENDIAN, family))
                    .isRefused("");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 14, 101})
    void rawIpTellsItsVersionItself(int linkType) {
        delivers(Decoded.frame(linkType, Samples.udp4().bytes()));
        delivers(Decoded.frame(linkType, Samples.udp6().bytes()));
        Decoded.frame(linkType, new byte[0]).isRefused("ip_truncated=1");
        Decoded.frame(linkType, new byte[] {(byte) 0xf0}).isRefused("bad_ip_version=1");
        Decoded.frame(linkType, new byte[] {0x45}).isRefused("ip_truncated=1");
    }

    @Test
    void linkTypesOfOneIpVersionRefuseTheOther() {
        delivers(Decoded.frame(LinkType.IPV4, Samples.udp4().bytes()));
        delivers(Decoded.frame(LinkType.IPV6, Samples.udp6().bytes()));
        Decoded.frame(LinkType.IPV4, Samples.udp6().bytes()).isRefused("bad_ip_version=1");
        Decoded.frame(LinkType.IPV6, Samples.octets(Samples.udp4().bytes(), new byte[20]))
                .isRefused("bad_ip_version=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void cookedFramesTellTheirPacketType(int packetType) {
        byte[] sll = Links.sll(Samples.udp4(), packetType);
        byte[] sll2 = Links.sll2(Packets.portUnreachable(Samples.udp6()), packetType, 7);
        assertThat(Decoded.frame(LinkType.LINUX_SLL, sll).datagram().packetType())
                .isEqualTo(packetType);
        assertThat(Decoded.frame(LinkType.LINUX_SLL2, sll2).error().packetType())
                .isEqualTo(packetType);
        isTruncatedBelow(16, LinkType.LINUX_SLL, sll);
        isTruncatedBelow(20, LinkType.LINUX_SLL2, sll2);
    }

    @Test
    void cookedFramesMayHoldTagsAndSnap() {
        byte[] tagged = Samples.octets(
                new byte[14], 0x81, 0, 0, 77, 0x86, 0xdd, Samples.udp6().bytes());
        assertThat(Decoded.frame(LinkType.LINUX_SLL, tagged).datagram().vlan()).isEqualTo(77);
        byte[] snap =
                Samples.octets(0, 4, new byte[18], SNAP, 8, 0, Samples.udp4().bytes());
        delivers(Decoded.frame(LinkType.LINUX_SLL2, snap));
    }

    @Test
    void cookedFramesOfNetlinkGiveNothing() {
        byte[] frame = Samples.udp4().sll();
        frame[2] = 824 >>> 8;
        frame[3] = (byte) 824;
        Decoded.frame(LinkType.LINUX_SLL, frame).isRefused("");
    }

    @Test
    void pppIsReadWithAndWithoutItsFraming() {
        byte[] v4 = Samples.udp4().bytes();
        byte[] v6 = Samples.udp6().bytes();
        for (int linkType : new int[] {PPP, PPP_HDLC}) {
            delivers(Decoded.frame(linkType, Samples.octets(0xff, 3, 0, 0x21, v4)));
            delivers(Decoded.frame(linkType, Samples.octets(0xff, 3, 0x21, v4)));
            delivers(Decoded.frame(linkType, Samples.octets(0, 0x57, v6)));
            delivers(Decoded.frame(linkType, Samples.octets(0x57, v6)));
            delivers(Decoded.frame(linkType, Samples.octets(0xff, 3, 2, 0x81, 0, 0, 1, 64, v6)));
            delivers(Decoded.frame(linkType, Samples.octets(0x0f, 0, 8, 0, v4)));
            delivers(Decoded.frame(linkType, Samples.octets(0x8f, 0, 0x86, 0xdd, v6)));
            Decoded.frame(linkType, Samples.octets(0xff, 3, 0xc0, 0x21, v4)).isRefused("");
            isTruncatedBelow(4, linkType, Samples.octets(0xff, 3, 0, 0x21));
        }
        delivers(Decoded.frame(C_HDLC, Samples.octets(0x0f, 0, 8, 0, v4)));
        isTruncatedBelow(4, C_HDLC, Samples.octets(0x0f, 0, 8, 0));
        Decoded.frame(C_HDLC, Samples.octets(0x8f, 0, 0, 60, v4)).isRefused("");
    }

    @Test
    void anOctetInFrontMayTellTheDirection() {
        byte[] v4 = Samples.udp4().bytes();
        for (int direction = 0; direction < 2; direction++) {
            delivers(Decoded.frame(PPP_WITH_DIR, Samples.octets(direction, 0xff, 3, 0, 0x21, v4)));
            delivers(Decoded.frame(C_HDLC_WITH_DIR, Samples.octets(direction, 0x0f, 0, 8, 0, v4)));
        }
        isTruncatedBelow(5, PPP_WITH_DIR, Samples.octets(0, 0xff, 3, 0, 0x21));
        isTruncatedBelow(5, C_HDLC_WITH_DIR, Samples.octets(0, 0x0f, 0, 8, 0));
    }

    @Test
    void aPppoeSessionIsReadAndItsLengthEndsThePacket() {
        byte[] ppp = Samples.octets(0, 0x21, Samples.udp4().bytes());
        byte[] session = Samples.octets(0x11, 0, 0, 1, 0, ppp.length, ppp);
        delivers(Decoded.frame(LinkType.EN10MB, ethernet(0x8864, session)));
        delivers(Decoded.frame(PPP_ETHER, session));
        session[5] = (byte) (ppp.length - 2);
        assertThat(Decoded.frame(PPP_ETHER, session).datagrams.get(0).payloadPresent())
                .isEqualTo(10);
        session[5] = 1;
        Decoded.frame(PPP_ETHER, session).isRefused("link_truncated=1");
        session[4] = (byte) 255;
        delivers(Decoded.frame(PPP_ETHER, session));
        session[1] = 0x09;
        Decoded.frame(PPP_ETHER, session).isRefused("");
        isTruncatedBelow(6, PPP_ETHER, session);
    }

    @Test
    void theProtocolBelowMplsLabelsIsGuessed() {
        byte[] twoLabels = {5, (byte) 0xdf, 0x20, 64, 3, (byte) 0xeb, 0x21, 64};
        delivers(Decoded.frame(
                LinkType.EN10MB,
                ethernet(0x8847, Samples.octets(twoLabels, Samples.udp4().bytes()))));
        delivers(Decoded.frame(
                LinkType.EN10MB,
                ethernet(0x8848, Samples.octets(twoLabels, Samples.udp6().bytes()))));
        delivers(Decoded.frame(MPLS, Samples.octets(twoLabels, Samples.udp4().bytes())));
        isTruncatedBelow(8, MPLS, twoLabels);
        for (int first : new int[] {0x00, 0x40, 0x44, 0x50, 0xff}) {
            byte[] pseudowire = Samples.octets(twoLabels, first, new byte[60]);
            Decoded.frame(LinkType.EN10MB, ethernet(0x8847, pseudowire)).isRefused("");
        }
        Decoded.frame(LinkType.EN10MB, ethernet(0x8847, twoLabels)).isRefused("");
        isTruncatedBelow(14 + 8, LinkType.EN10MB, ethernet(0x8847, Samples.cut(twoLabels, 7)));
    }

    @Test
    void labelsWithoutABottomEndAtSixteenOrWithTheFrame() {
        Decoded.frame(LinkType.EN10MB, ethernet(0x8847, new byte[60])).isRefused("link_truncated=1");
        Decoded.frame(LinkType.EN10MB, ethernet(0x8847, new byte[64])).isRefused("too_many_layers=1");
    }

    @Test
    void framesOfUnknownLinkTypesAreCountedByTheirNumber() {
        Decoded.frame(147, Samples.udp4().bytes()).isRefused("link type 147=1");
        Decoded.frame(57842, new byte[0]).isRefused("link type 57842=1");
    }

    @Test
    void everyLinkTypeIsEitherSupportedOrCounted() {
        for (int linkType = 0; linkType < 512; linkType++) {
            Decoded decoded = Decoded.frame(linkType, Samples.udp4().ethernet());
            assertThat(decoded.counts().unsupportedLinkTypes().isEmpty())
                    .as("link type %d", linkType)
                    .isEqualTo(Decoder.supports(linkType));
        }
        assertThat(Decoder.supports(LinkType.EN10MB)).isTrue();
        assertThat(Decoder.supports(-1)).isFalse();
    }
}
