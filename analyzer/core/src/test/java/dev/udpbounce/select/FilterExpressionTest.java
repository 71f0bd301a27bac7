// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterExpressionTest {
    private static final Packet V4 = Packets.udp4("10.1.2.3", 40000, "192.168.7.9", 53);
    private static final Packet V6 = Packets.udp6("2001:db8::1", 40000, "fe80::ffff:9", 5353);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \t\r\n",
                "udp",
                "ip",
                "not ip6",
                "host 10.1.2.3",
                "host 192.168.7.9",
                "src host 10.1.2.3",
                "src 10.1.2.3",
                "dst 192.168.7.9",
                "ip host 10.1.2.3",
                "ip src 10.1.2.3",
                "src or dst host 10.1.2.3",
                "dst or src 192.168.7.9",
                "net 10",
                "net 10.1",
                "net 10.1.2",
                "net 10.1.2.3",
                "net 10.0.0.0/8",
                "net 10.1/16",
                "net 10.1.2.2/31",
                "net 0.0.0.0/0",
                "net 10.0.0.0 mask 255.0.0.0",
                "net 0.1.0.3 mask 0.255.0.255",
                "net 10.0 mask 255.0",
                "src and dst net 0.0.0.0/0",
                "port 53",
                "udp port 53",
                "dst port 53",
                "udp dst port 53",
                "src port 40000",
                "portrange 50-60",
                "portrange 60-50",
                "portrange 53",
                "src portrange 0-65535",
                "port 54 or 53",
                "port 54 || 53",
                "host 10.0.0.1 or 10.1.2.3",
                "port 53 and 40000",
                "port not 54",
                "port (54 or 53)",
                "port 54 or (55 or (not 56))",
                "port 54 or !(55 and 56)",
                "port 54 or (host 1.1.1.1) or 53",
                "!port 54",
                "! ! port 53",
                "(port 53)&&(host 10.1.2.3)",
            })
    void selectsADatagramThatTheExpressionIsTrueOf(String expression) throws FilterExpressionException {
        assertThat(Asked.selects(expression, V4)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip6",
                "not udp",
                "host 10.1.2.4",
                "src 192.168.7.9",
                "dst host 10.1.2.3",
                "src and dst host 10.1.2.3",
                "ip6 host ::",
                "net 11",
                "net 0",
                "net 10.2",
                "net 10.1.2.4/30",
                "net ::/0",
                "host ::10.1.2.3",
                "host ::ffff:10.1.2.3",
                "port 54",
                "src port 53",
                "src and dst port 53",
                "portrange 54-39999",
                "not port 53",
                "not port 54 and 55 or 56",
                "port 53 and not 40000",
            })
    void leavesOutADatagramThatTheExpressionIsFalseOf(String expression) throws FilterExpressionException {
        assertThat(Asked.selects(expression, V4)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip6",
                "host 2001:db8::1",
                "src 2001:DB8:0:0:0:0:0:1",
                "dst host fe80::255.255.0.9",
                "ip6 dst fe80::ffff:9",
                "net 2001:db8::/32",
                "net 2000::/3",
                "net 2001:db8::1",
                "not net 2001:db8::",
                "net ::/0",
                "net fe80::/10",
                "net fe80::ffff:8/127",
                "host 10.0.0.1 or 2001:db8::1",
                "port 5353",
                "not net 0.0.0.0/0",
            })
    void selectsAnIpv6Datagram(String expression) throws FilterExpressionException {
        assertThat(Asked.selects(expression, V6)).isTrue();
    }

    @Test
    void joinsFromLeftToRightWithoutPrecedence() throws FilterExpressionException {
        assertThat(Asked.selects("port 53 or port 1 and port 2", V4)).isFalse();
        assertThat(Asked.selects("port 53 or (port 1 and port 2)", V4)).isTrue();
        assertThat(Asked.selects("not port 1 or port 2 and port 3 or port 53", V4))
                .isTrue();
        assertThat(Asked.selects("not (port 1 or port 53)", V4)).isFalse();
    }

    @Test
    void judgesAQuoteByTheDatagramThatItQuotes() throws FilterExpressionException {
        Packet error = Packets.portUnreachable(Packets.udp4("10.1.2.3", 40000, "192.168.7.9", 53));

        assertThat(Asked.selects("src 10.1.2.3 and dst port 53", error)).isTrue();
        assertThat(Asked.selects("src 192.168.7.9", error)).isFalse();
    }

    @Test
    void anAbsentPortEqualsNoNumber() throws FilterExpressionException {
        Packet error = Packets.icmp4("192.0.2.1", "10.1.2.3", 3, 3).quote(V4, 20);

        assertThat(Asked.selects("host 192.168.7.9", error)).isTrue();
        assertThat(Asked.selects("portrange 0-65535", error)).isFalse();
        assertThat(Asked.selects("src port 0", error)).isFalse();
        assertThat(Asked.selects("not port 53", error)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            10.0.0.1               | 1  | expected a qualifier (host, net, port, portrange, src, dst, udp, ip, ip6), not '10.0.0.1'
            53                     | 1  | expected a qualifier (host, net, port, portrange, src, dst, udp, ip, ip6), not '53'
            udp or 53              | 8  | expected a qualifier (host, net, port, portrange, src, dst, udp, ip, ip6), not '53'
            (port 53) or 54        | 14 | expected a qualifier (host, net, port, portrange, src, dst, udp, ip, ip6), not '54'
            tcp                    | 1  | 'tcp' is not supported on files; expected a qualifier
            tcp port 80            | 1  | 'tcp' is not supported on files
            port 53 or icmp        | 12 | 'icmp' is not supported on files
            ip proto 17            | 4  | 'proto' is not supported on files
            udp[0:2] = 53          | 4  | '[' is not supported on files; expected 'and', 'or' or the end
            ether host 0:0:0:0:0:0 | 1  | 'ether' is not supported on files
            vlan 7 and port 53     | 1  | 'vlan' is not supported on files
            gateway 10.0.0.1       | 1  | 'gateway' is not supported on files
            greater 100            | 1  | 'greater' is not supported on files
            ip & udp               | 4  | '&' is not supported on files
            port                   | 5  | expected a port from 0 to 65535 (names are not looked up), not the end
            port domain            | 6  | expected a port from 0 to 65535 (names are not looked up), not 'domain'
            port 65536             | 6  | expected a port from 0 to 65535 (names are not looked up), not '65536'
            port 99999999999999999 | 6  | expected a port from 0 to 65535
            port 053               | 6  | expected a port from 0 to 65535
            port 1-5               | 6  | expected a port from 0 to 65535
            port -1                | 6  | expected a port from 0 to 65535
            portrange 5-           | 11 | expected a range of ports such as 5000-5010 (names are not looked up), not '5-'
            portrange 5 - 6        | 13 | '-' is not supported on files; expected 'and', 'or' or the end
            portrange 1-2-3        | 11 | expected a range of ports
            host localhost         | 6  | expected an IPv4 or IPv6 address (names are not looked up), not 'localhost'
            host 10.1              | 6  | expected an IPv4 or IPv6 address
            host 10.0.0.256        | 6  | expected an IPv4 or IPv6 address
            host 10.0.0.1.1        | 6  | expected an IPv4 or IPv6 address
            host 10.0.0.01         | 6  | expected an IPv4 or IPv6 address
            host 10.0.0.           | 6  | expected an IPv4 or IPv6 address
            host 1:2:3:4:5:6:7     | 6  | expected an IPv4 or IPv6 address
            host 1:2:3:4:5:6:7:8:9 | 6  | expected an IPv4 or IPv6 address
            host 1::2::3           | 6  | expected an IPv4 or IPv6 address
            host 1:2:3:4:5:6:7::8  | 6  | expected an IPv4 or IPv6 address
            host :::               | 6  | expected an IPv4 or IPv6 address
            host 12345::           | 6  | expected an IPv4 or IPv6 address
            host ::1.2.3           | 6  | expected an IPv4 or IPv6 address
            host 1.2.3.4::         | 6  | expected an IPv4 or IPv6 address
            host fe80::1%eth0      | 13 | '%' is not supported on files
            host 10.0.0.0/8        | 14 | a mask goes with a net, not with a host
            ip6 host 10.0.0.1      | 10 | expected an address of 'ip6', not '10.0.0.1'
            ip net ::/0            | 8  | expected an address of 'ip', not '::'
            udp host 10.0.0.1      | 1  | 'udp' does not go with a host or net; expected 'and' between them
            ip port 53             | 1  | 'ip' does not go with a port; expected 'and' between them
            net 10/8               | 5  | expected at least two numbers, such as 10.0, before a mask, not '10'
            net 10.1.0.0/8         | 5  | '10.1.0.0' has bits outside of its mask
            net 10.0.0.1 mask 255.0.0.0 | 5 | '10.0.0.1' has bits outside of its mask
            net 10.0.0.0 mask 255  | 19 | expected a mask such as 255.255.0.0, not '255'
            net 2001:db8::1/64     | 5  | '2001:db8::1' has bits outside of its mask
            net 10.0.0.0/33        | 14 | expected a prefix length from 0 to 32, not '33'
            net ::/129             | 8  | expected a prefix length from 0 to 128, not '129'
            net loopback           | 5  | expected a net such as 10.0.0.0/8 or 2001:db8::/32 (names are not looked up), not 'loopback'
            src or dst             | 11 | expected an IPv4 or IPv6 address
            src or port 53         | 8  | expected 'dst', not 'port'
            port 53 54             | 9  | expected 'and', 'or' or the end, not '54'
            port 53 and            | 12 | expected a port
            (port 53               | 9  | expected 'and', 'or' or ')', not the end
            port 53)               | 8  | expected 'and', 'or' or the end, not ')'
            ()                     | 2  | expected a qualifier
            port 5 or (6 or udp)   | 17 | expected a port from 0 to 65535 (names are not looked up), not 'udp'
            PORT 53                | 1  | expected a qualifier
            """)
    void refusesWhatIsOutsideOfTheLanguageAndSaysWhere(String expression, int position, String reason) {
        FilterExpressionException refusal =
                catchThrowableOfType(FilterExpressionException.class, () -> FilterExpression.parse(expression));

        assertThat(refusal).isNotNull();
        assertThat(refusal).hasMessageStartingWith("position " + position + ": " + reason);
        assertThat(refusal.position()).isEqualTo(position);
    }

    @Test
    void aRefusalIsOnePrintableLineOfBoundedLength() {
        FilterExpressionException refusal = catchThrowableOfType(
                FilterExpressionException.class,
                () -> FilterExpression.parse("host \u001b[31m\nhost " + "x".repeat(100_000)));
        FilterExpressionException endless = catchThrowableOfType(
                FilterExpressionException.class, () -> FilterExpression.parse("host " + "x".repeat(100_000)));

        assertThat(refusal).hasMessageContaining("'\\u001b'");
        assertThat(endless).hasMessageContaining("...'");
        assertThat(endless.getMessage()).hasSizeLessThan(200);
    }

    @Test
    void nestsAHundredParenthesesAndRefusesMore() throws FilterExpressionException {
        assertThat(Asked.selects("(".repeat(100) + "port 53" + ")".repeat(100), V4))
                .isTrue();
        assertThat(Asked.selects("not (".repeat(100) + "port 53" + ")".repeat(100), V4))
                .isTrue();

        assertThat(catchThrowableOfType(
                        FilterExpressionException.class, () -> FilterExpression.parse("(".repeat(100_000) + "port 53")))
                .hasMessage("position 101: more than 100 parentheses within each other");
        assertThat(catchThrowableOfType(
                        FilterExpressionException.class,
                        () -> FilterExpression.parse("port 1 or " + "(".repeat(100_000))))
                .hasMessageStartingWith("position ");
    }

    @Test
    void takesAHundredThousandTerms() throws FilterExpressionException {
        assertThat(Asked.selects("port 1" + " or 2".repeat(100_000) + " or 53", V4))
                .isTrue();
        assertThat(Asked.selects("not ".repeat(100_001) + "port 53", V4)).isFalse();
    }

    @Test
    void remembersTheExpression() throws FilterExpressionException {
        assertThat(FilterExpression.parse("port 53 or 54")).hasToString("port 53 or 54");
    }

    @Test
    void asksWithoutAllocating() throws FilterExpressionException {
        FilterExpression selection = FilterExpression.parse(
                "not (src net 10.0.0.0/9 and dst port 53 or 54) and portrange 1-65535 or host 2001:db8::1 or ip");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] allocated = new long[1];

        Asked.lend(V4, datagram -> {
            selection.takesDatagram(datagram);
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100_000; i++) {
                selection.takesDatagram(datagram);
            }
            allocated[0] = threads.getCurrentThreadAllocatedBytes() - before;
        });

        assertThat(allocated[0]).isLessThan(100_000);
    }
}
