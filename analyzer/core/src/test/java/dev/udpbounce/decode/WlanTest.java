// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WlanTest {
    private static final int IEEE802_11 = 105;
    private static final int RADIOTAP = 127;
    private static final byte[] SNAP_IPV4 = {(byte) 0xaa, (byte) 0xaa, 3, 0, 0, 0, 8, 0};
    private static final byte[] BODY = Samples.octets(SNAP_IPV4, Samples.udp4().bytes());

    private static byte[] header(int control, int flags, int length) {
        return Samples.octets(control, flags, new byte[length - 2]);
    }

    private static void delivers(int linkType, Object... parts) {
        assertThat(Decoded.frame(linkType, Samples.octets(parts)).datagram().destinationPort())
                .isEqualTo(1060);
    }

    @ParameterizedTest
    @CsvSource({
        "0x08, 0x01, 24",
        "0x08, 0x02, 24",
        "0x08, 0x03, 30",
        "0x88, 0x01, 26",
        "0x88, 0x03, 32",
        "0x88, 0x83, 36"
    })
    void theHeaderIsAsLongAsItsFlagsSay(String control, String flags, int length) {
        byte[] header = header(Integer.decode(control), Integer.decode(flags), length);
        delivers(IEEE802_11, header, BODY);
        for (int cut = 0; cut < length; cut++) {
            Decoded decoded = Decoded.frame(IEEE802_11, Samples.cut(header, cut));
            decoded.isRefused("link_truncated=1");
        }
    }

    @Test
    void framesThatCarryNoPlainDataGiveNothing() {
        Decoded.frame(IEEE802_11, Samples.octets(header(0x80, 0, 24), BODY)).isRefused(""); // beacon
        Decoded.frame(IEEE802_11, Samples.octets(header(0xb4, 0, 24), BODY)).isRefused(""); // request to send
        Decoded.frame(IEEE802_11, Samples.octets(header(0x48, 1, 24), BODY)).isRefused(""); // no data
        Decoded.frame(IEEE802_11, Samples.octets(header(0x08, 0x41, 24), BODY)).isRefused(""); // encrypted
    }

    @Test
    void laterFragmentsAndAggregatesGiveNothing() {
        byte[] fragment = header(0x08, 1, 24);
        fragment[22] = 1;
        Decoded.frame(IEEE802_11, Samples.octets(fragment, BODY)).isRefused("");
        byte[] aggregate = header(0x88, 1, 26);
        aggregate[24] = (byte) 0x80;
        Decoded.frame(IEEE802_11, Samples.octets(aggregate, BODY)).isRefused("");
    }

    @Test
    void theRadiotapHeaderIsPassedByItsLength() {
        byte[] radiotap = {0, 0, 12, 0, 0, 0, 0, 0, 9, 9, 9, 9};
        delivers(RADIOTAP, radiotap, header(0x08, 1, 24), BODY);
    }

    @Test
    void aPaddedHeaderIsPassedWithItsPadding() {
        byte[] flagsAlone = {0, 0, 9, 0, 2, 0, 0, 0, 0x20};
        delivers(RADIOTAP, flagsAlone, header(0x88, 1, 26), new byte[2], BODY);
        byte[] timerAndFlags = Samples.octets(0, 0, 17, 0, 3, 0, 0, 0, new byte[8], 0x20);
        delivers(RADIOTAP, timerAndFlags, header(0x88, 1, 26), new byte[2], BODY);
        byte[] twoWords = Samples.octets(0, 0, 25, 0, 3, 0, 0, 0x80, new byte[4 + 4 + 8], 0x20);
        delivers(RADIOTAP, twoWords, header(0x88, 1, 26), new byte[2], BODY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 13, 255})
    void aRadiotapLengthThatIsALieIsRefused(int length) {
        Decoded.frame(RADIOTAP, Samples.octets(0, 0, length, 0, new byte[8])).isRefused("link_truncated=1");
    }

    @Test
    void wordsOfFieldsThatNeverEndAreNotFollowedBeyondTheHeader() {
        byte[] chain = new byte[64];
        Arrays.fill(chain, (byte) 0xff);
        chain[2] = 64;
        chain[3] = 0;
        delivers(RADIOTAP, chain, header(0x08, 1, 24), BODY);
        Decoded.frame(RADIOTAP, chain).isRefused("link_truncated=1");
    }

    @Test
    void aRadiotapHeaderHasEightOctets() {
        for (int length = 0; length < 8; length++) {
            Decoded.frame(RADIOTAP, new byte[length]).isRefused("link_truncated=1");
        }
    }
}
