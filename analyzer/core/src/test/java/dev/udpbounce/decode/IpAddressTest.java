// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0.0.0",
        "0x7f000001, 127.0.0.1",
        "0xffffffff, 255.255.255.255",
        "0x0a64c809, 10.100.200.9",
    })
    void anIpv4AddressIsDotted(String bits, String text) {
        assertThat(new IpAddress(4, 0, Long.decode(bits))).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0000000000000000, ::",
        "0000000000000000, 0000000000000001, ::1",
        "20010db800000000, 0000000000000000, 2001:db8::",
        "20010db800000000, 0000000000000001, 2001:db8::1",
        "20010db800000001, 0001000100010001, 2001:db8:0:1:1:1:1:1",
        "2001000000000001, 0000000000000001, 2001:0:0:1::1",
        "20010db800000000, 0001000000000001, 2001:db8::1:0:0:1",
        "0000000000010001, 0001000100010001, ::1:1:1:1:1:1",
        "0001000100010001, 0001000100000000, 1:1:1:1:1:1::",
        "fe80000000000000, 02aabbfffecc0dee, fe80::2aa:bbff:fecc:dee",
        "ffffffffffffffff, ffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "0000000000000000, 0000ffffc0000201, ::ffff:192.0.2.1",
        "0000000000000000, 00000000c0000201, ::c000:201"
    })
    void anIpv6AddressIsWrittenAsRfc5952Says(String high, String low, String text) {
        assertThat(new IpAddress(6, Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16)))
                .hasToString(text);
    }

    @Test
    void theTextOfAnyIpv6AddressMeansThatAddress() throws UnknownHostException {
        Random random = new Random(5952);
        for (int i = 0; i < 10_000; i++) {
            long high = sparse(random) | 1L << 61;
            long low = sparse(random);
            String text = new IpAddress(6, high, low).toString();
            ByteBuffer parsed = ByteBuffer.wrap(InetAddress.getByName(text).getAddress());
            assertThat(parsed.getLong(0)).as(text).isEqualTo(high);
            assertThat(parsed.getLong(8)).as(text).isEqualTo(low);
        }
    }

    /** Four groups, about half of them 0. */
    private static long sparse(Random random) {
        long bits = 0;
        for (int group = 0; group < 4; group++) {
            bits = bits << 16 | (random.nextBoolean() ? 0 : random.nextInt(0x10000));
        }
        return bits;
    }

    @Test
    void theTextIsWrittenWhereItIsAskedFor() {
        byte[] out = new byte[2 + IpAddress.MAX_TEXT];
        assertThat(IpAddress.write(4, 0, 0x01020304L, out, 2)).isEqualTo(2 + 7);
        assertThat(out).startsWith(0, 0, '1', '.', '2', '.', '3', '.', '4', 0);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0, 0x7f000000, true",
        "4, 0, 0x7fffffff, true",
        "4, 0, 0x80000000, false",
        "4, 0, 0x7effffff, false",
        "6, 0, 1, true",
        "6, 0, 0, false",
        "6, 1, 1, false",
        "6, 0, 0xffff7f000001, true",
        "6, 0, 0xffff80000001, false"
    })
    void loopbackIsKnown(int version, long high, String low, boolean loopback) {
        assertThat(new IpAddress(version, high, Long.decode(low)).isLoopback()).isEqualTo(loopback);
    }
}
