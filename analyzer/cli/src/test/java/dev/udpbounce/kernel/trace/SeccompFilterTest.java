package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the filter as the kernel would. */
class SeccompFilterTest {
    private static final int ALLOW = 0x7fff0000;
    private static final int TRACE = 0x7ff00000;
    private static final int I386 = 0x40000003;

    private static int verdict(int architecture, int number, int firstArgument) {
        ByteBuffer program = ByteBuffer.wrap(SeccompFilter.instructions()).order(ByteOrder.nativeOrder());
        int accumulator = 0;
        int at = 0;
        while (true) {
            int base = at * 8;
            int operand = program.getInt(base + 4);
            switch (program.getShort(base)) {
                case 0x20 ->
                    accumulator =
                            operand == 0 ? number : operand == 4 ? architecture : operand == 16 ? firstArgument : -1;
                case 0x15 -> at += program.get(base + (accumulator == operand ? 2 : 3)) & 0xff;
                case 0x25 -> at += program.get(base + (accumulator > operand ? 2 : 3)) & 0xff;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("instruction " + at);
            }
            at++;
        }
    }

    @ParameterizedTest
    @EnumSource(SystemCall.class)
    void stopsAtEveryCallThatMatters(SystemCall call) {
        boolean ordinary = call.use == SystemCall.Use.DESCRIPTOR;

        assertThat(verdict(SystemCall.ARCHITECTURE, call.number, 3)).isEqualTo(TRACE);
        assertThat(verdict(SystemCall.ARCHITECTURE, call.number, 2)).isEqualTo(ordinary ? ALLOW : TRACE);
    }

    @Test
    void letsEveryOtherCallPass() {
        for (int number = 0; number < 600; number++) {
            if (SystemCall.of(number) == null) {
                assertThat(verdict(SystemCall.ARCHITECTURE, number, 3))
                        .as("call %d", number)
                        .isEqualTo(ALLOW);
            }
        }
    }

    @Test
    void letsTheCallsOfOtherArchitecturesPass() {
        for (SystemCall call : SystemCall.values()) {
            assertThat(verdict(I386, call.number, 3)).isEqualTo(ALLOW);
        }
    }
}
