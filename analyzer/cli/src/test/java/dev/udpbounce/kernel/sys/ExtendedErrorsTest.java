// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.udpbounce.event.ExtendedError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExtendedErrorsTest {
    /** Linux's result after a datagram to a closed port of 127.0.0.1, on a little-endian machine. */
    private static ByteBuffer portUnreachable() {
        ByteBuffer control = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
        control.putLong(0, 48).putInt(8, 0).putInt(12, 11);
        control.putInt(16, 111).put(20, (byte) 2).put(21, (byte) 3).put(22, (byte) 3);
        control.putShort(32, (short) 2).put(36, (byte) 127).put(39, (byte) 1);
        return control;
    }

    @Test
    void readsErrnoTypeCodeAndOffender() {
        ExtendedError error = Objects.requireNonNull(ExtendedErrors.find(portUnreachable(), 3));

        assertThat(error.errnoName()).isEqualTo("ECONNREFUSED");
        assertThat(error.origin()).isEqualTo(2);
        assertThat(error.type()).isEqualTo(3);
        assertThat(error.code()).isEqualTo(3);
        assertThat(error.offender()).hasToString("127.0.0.1");
        assertThat(error.returned()).isEqualTo(3);
    }

    @Test
    void passesOverOtherControlMessages() {
        ByteBuffer control = ByteBuffer.allocate(24 + 48).order(ByteOrder.nativeOrder());
        control.putLong(0, 20).putInt(8, 0).putInt(12, 8);
        control.put(24, portUnreachable(), 0, 48);

        assertThat(ExtendedErrors.find(control, 0)).isNotNull();
    }

    @Test
    void findsNothingInWhatIsCutOff() {
        for (int length = 0; length < 32; length++) {
            assertThat(ExtendedErrors.find(portUnreachable().limit(length), 0)).isNull();
        }
    }

    @Test
    void survivesWhateverAProgramPutsThere() {
        Random random = new Random(1060);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[random.nextInt(96)];
            random.nextBytes(octets);
            ByteBuffer control = ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder());
            if (octets.length >= 16 && random.nextBoolean()) {
                control.putLong(0, random.nextInt(80));
            }
            assertThatCode(() -> ExtendedErrors.find(control, 0)).doesNotThrowAnyException();
        }
    }
}
