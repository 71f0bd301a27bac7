// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.sys.Netlink;
import dev.udpbounce.kernel.sys.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of ctnetlink as the kernel writes them. */
class ConnectionTest {
    private static final int NESTED = 0x8000;
    private static final int UDP = 17;

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(4096);
        for (byte[] part : parts) {
            all.put(part);
        }
        byte[] joined = new byte[all.position()];
        all.get(0, joined);
        return joined;
    }

    private static byte[] attribute(int type, byte[]... content) {
        byte[] octets = join(content);
        int length = NetlinkAttributes.HEADER + octets.length;
        ByteBuffer attribute = ByteBuffer.allocate((length + 3) & ~3).order(ByteOrder.nativeOrder());
        attribute.putShort((short) length).putShort((short) type).put(octets);
        return attribute.array();
    }

    private static byte[] port(int port) {
        return new byte[] {(byte) (port >>> 8), (byte) port};
    }

    private static byte[] octets(IpAddress address) {
        ByteBuffer all = ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low());
        byte[] octets = new byte[address.version() == 4 ? 4 : 16];
        all.get(16 - octets.length, octets);
        return octets;
    }

    private static byte[] tuple(int type, int protocol, Flow flow) {
        int first = flow.version() == 4 ? 1 : 3;
        return attribute(
                type | NESTED,
                attribute(
                        1 | NESTED,
                        attribute(first, octets(flow.source())),
                        attribute(first + 1, octets(flow.destination()))),
                attribute(
                        2 | NESTED,
                        attribute(1, new byte[] {(byte) protocol}),
                        attribute(2, port(flow.sourcePort())),
                        attribute(3, port(flow.destinationPort()))));
    }

    private static byte[] message(int protocol, Flow original, Flow reply) {
        return join(
                new byte[Netlink.HEADER + 4],
                tuple(1, protocol, original),
                tuple(2, protocol, reply),
                attribute(3, new byte[] {0, 0, 1, (byte) 0x88}));
    }

    private static @Nullable Connection read(byte[] message) {
        return Connection.read(ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()), 0, message.length);
    }

    private static Flow flow(int version, int client, int clientPort, int server, int serverPort) {
        long high = version == 4 ? 0 : 0x2001_0db8L << 32;
        return new Flow(
                new IpAddress(version, high, client), clientPort, new IpAddress(version, high, server), serverPort);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void hasTheFlowsOfBothDirections(int version) {
        Flow original = flow(version, 0x0a010007, 40_000, 0x0a60000a, 53);
        Flow reply = flow(version, 0x0a020002, 5353, 0x0a020001, 65_535);

        assertThat(read(message(UDP, original, reply))).isEqualTo(new Connection(original, reply));
    }

    @Test
    void isReadOnlyIfItIsTranslatedAndOfUdp() {
        Flow original = flow(4, 0x0a010007, 40_000, 0x0a60000a, 53);

        assertThat(read(message(UDP, original, original.reversed()))).isNull();
        assertThat(read(message(6, original, flow(4, 0x0a020002, 5353, 0x0a020001, 1024))))
                .isNull();
    }

    @Test
    void isNotReadFromLessThanTheWholeMessage() {
        Flow original = flow(4, 0x0a010007, 40_000, 0x0a60000a, 53);
        byte[] message = message(UDP, original, flow(4, 0x0a020002, 5353, 0x0a020001, 1024));
        ByteBuffer octets = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        int withoutStatus = message.length - 8;

        for (int end = 0; end < withoutStatus; end++) {
            assertThat(Connection.read(octets, 0, end)).as("%d octets", end).isNull();
        }
        assertThat(Connection.read(octets, 0, withoutStatus)).isNotNull();
    }

    @Test
    void noOctetMakesTheReaderFail() {
        Flow original = flow(4, 0x0a010007, 40_000, 0x0a60000a, 53);
        byte[] message = message(UDP, original, flow(4, 0x0a020002, 5353, 0x0a020001, 1024));
        for (int at = 0; at < message.length; at++) {
            for (int value : new int[] {0, 1, 3, 0x7f, 0x80, 0xff}) {
                byte[] changed = message.clone();
                changed[at] = (byte) value;
                Connection read = read(changed);
                assertThat(read == null || read.original().version() == 4)
                        .as("%d at %d", value, at)
                        .isTrue();
            }
        }
    }
}
