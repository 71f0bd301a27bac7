// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagMessageTest {
    private static final int SOCKOPT = 22;
    private static final byte RECVERR = (byte) (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 0x80);

    private final ByteBuffer octets = Libc.buffer(128);
    private int end = DiagMessage.SIZE;

    private ByteBuffer message(int family, int state) {
        octets.put(0, (byte) family).put(1, (byte) state);
        octets.putInt(40, 2).putInt(44, 0x9abcdef0).putInt(48, 0x12345678);
        octets.putInt(56, 832).putInt(64, 1000).putInt(68, 0xfffffff0);
        octets.order(ByteOrder.BIG_ENDIAN).putShort(4, (short) 45117).putShort(6, (short) 1060);
        octets.putInt(8, 0x7f000001).putInt(24, 0x7f000002);
        octets.order(ByteOrder.nativeOrder());
        return octets;
    }

    private void attribute(int type, int length, int... values) {
        octets.putShort(end, (short) length).putShort(end + 2, (short) type);
        for (int i = 0; i < values.length; i++) {
            octets.put(end + 4 + i, (byte) values[i]);
        }
        end += 8;
    }

    private SocketState read() {
        SocketState state = DiagMessage.read(octets, 0, end);
        assertThat(state).isNotNull();
        return state;
    }

    @Test
    void everyFieldIsRead() {
        message(SocketConstants.AF_INET, 1);
        attribute(SOCKOPT, 6, RECVERR, 0);

        assertThat(read())
                .isEqualTo(new SocketState(
                        SocketConstants.AF_INET,
                        true,
                        new IpAddress(4, 0, 0x7f000001),
                        45117,
                        new IpAddress(4, 0, 0x7f000002),
                        1060,
                        2,
                        0x123456789abcdef0L,
                        1000,
                        0xfffffff0L,
                        832,
                        true));
    }

    @Test
    void onlyTheEstablishedStateIsConnected() {
        message(SocketConstants.AF_INET, 7);
        assertThat(read().connected()).isFalse();
    }

    @Test
    void aMappedAddressIsAnIpv4Address() {
        message(SocketConstants.AF_INET6, 1);
        octets.order(ByteOrder.BIG_ENDIAN);
        octets.putInt(8, 0).putInt(12, 0).putInt(16, 0xffff).putInt(20, 0x7f000001);
        octets.putInt(24, 0x20010db8).putInt(28, 0).putInt(32, 0).putInt(36, 9);
        octets.order(ByteOrder.nativeOrder());

        assertThat(read().local()).isEqualTo(new IpAddress(4, 0, 0x7f000001));
        assertThat(read().remote()).hasToString("2001:db8::9");
    }

    @Test
    void withoutTheAttributeItIsUnknownWhetherErrorsAreQueued() {
        message(SocketConstants.AF_INET, 1);
        attribute(10, 5, 17);
        assertThat(read().recverr()).isNull();
    }

    @Test
    void theAttributeIsFoundBehindOthers() {
        message(SocketConstants.AF_INET, 1);
        attribute(10, 5, 17);
        attribute(SOCKOPT, 6, 0xff & ~RECVERR, 0xff);
        assertThat(read().recverr()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 9, 0xffff})
    void anAttributeWithAWrongLengthEndsTheSearch(int length) {
        message(SocketConstants.AF_INET, 1);
        attribute(10, length, 17);
        attribute(SOCKOPT, 6, RECVERR, 0);
        end = DiagMessage.SIZE + 8;
        assertThat(read().recverr()).isNull();
    }

    @Test
    void aMessageThatIsCutShortIsRefusedAtEveryLength() {
        message(SocketConstants.AF_INET, 1);
        for (int length = 0; length < DiagMessage.SIZE; length++) {
            assertThat(DiagMessage.read(octets, 0, length)).isNull();
        }
        assertThat(DiagMessage.read(octets, 60, octets.capacity() + 1)).isNull();
        assertThat(DiagMessage.read(octets, -1, 100)).isNull();
    }

    @Test
    void anAttributeThatIsCutShortIsRefusedAtEveryLength() {
        message(SocketConstants.AF_INET, 1);
        attribute(SOCKOPT, 6, RECVERR, 0);
        for (int length = DiagMessage.SIZE; length < DiagMessage.SIZE + 6; length++) {
            SocketState state = DiagMessage.read(octets, 0, length);
            assertThat(state).isNotNull();
            assertThat(state.recverr()).isNull();
        }
    }

    @Test
    void anotherFamilyIsRefused() {
        message(SocketConstants.AF_NETLINK, 1);
        assertThat(DiagMessage.read(octets, 0, end)).isNull();
    }
}
