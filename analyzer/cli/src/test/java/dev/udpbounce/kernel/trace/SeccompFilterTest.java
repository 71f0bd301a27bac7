// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.kernel.bpf.SeccompCode;
import dev.udpbounce.kernel.sys.CallNumbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the filter as the kernel does. */
class SeccompFilterTest {
    private static final int ALLOW = 0x7fff0000;
    private static final int TRACE = 0x7ff00000;
    private static final int I386 = 0x40000003;

    private static int verdict(int architecture, int number, int... arguments) {
        return verdict(SeccompFilter.instructions(), architecture, number, arguments);
    }

    private static int verdict(byte[] instructions, int architecture, int number, int... arguments) {
        ByteBuffer program = ByteBuffer.wrap(instructions).order(ByteOrder.nativeOrder());
        int accumulator = 0;
        int at = 0;
        while (true) {
            int base = at * 8;
            int operand = program.getInt(base + 4);
            switch (program.getShort(base)) {
                case 0x20 ->
                    accumulator = operand == 0 ? number : operand == 4 ? architecture : arguments[(operand - 16) / 8];
                case 0x15 -> at += program.get(base + (accumulator == operand ? 2 : 3)) & 0xff;
                case 0x25 -> at += program.get(base + (accumulator > operand ? 2 : 3)) & 0xff;
                case 0x45 -> at += program.get(base + ((accumulator & operand) != 0 ? 2 : 3)) & 0xff;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("instruction " + at);
            }
            at++;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SystemCall.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CLONE", "PRCTL", "SECCOMP"})
    void stopsAtEveryCallThatMatters(SystemCall call) {
        boolean ordinary = call.use == SystemCall.Use.DESCRIPTOR;

        assertThat(verdict(SeccompCode.X86_64, call.number, 3)).isEqualTo(TRACE);
        assertThat(verdict(SeccompCode.X86_64, call.number, 2)).isEqualTo(ordinary ? ALLOW : TRACE);
    }

    @Test
    void letsEveryOtherCallPass() {
        for (int number = 0; number < 600; number++) {
            if (SystemCall.of(number) == null) {
                assertThat(verdict(SeccompCode.X86_64, number, 3))
                        .as("call %d", number)
                        .isEqualTo(ALLOW);
            }
        }
    }

    @Test
    void stopsWhereTheTraceWouldChangeWhatACallDoes() {
        assertThat(verdict(SeccompCode.X86_64, CallNumbers.CLONE, 0x00800011)).isEqualTo(TRACE);
        assertThat(verdict(SeccompCode.X86_64, CallNumbers.CLONE, 0x003d0f00)).isEqualTo(ALLOW);
        assertThat(verdict(SeccompCode.X86_64, CallNumbers.PRCTL, 22, 1)).isEqualTo(TRACE);
        assertThat(verdict(SeccompCode.X86_64, CallNumbers.PRCTL, 22, 2)).isEqualTo(ALLOW);
        assertThat(verdict(SeccompCode.X86_64, CallNumbers.SECCOMP, 0)).isEqualTo(TRACE);
        assertThat(verdict(SeccompCode.X86_64, CallNumbers.SECCOMP, 1)).isEqualTo(ALLOW);
    }

    @Test
    void ofTheCallsOf32BitsStopsAtThoseOnSockets() {
        for (int number = 0; number < 600; number++) {
            boolean onSocket = number == 102 || (number >= 359 && number <= 373);
            assertThat(verdict(I386, number)).as("call %d", number).isEqualTo(onSocket ? TRACE : ALLOW);
            assertThat(Calls32.onSocket(number)).isEqualTo(onSocket);
        }
    }

    @Test
    void inStrictModeAThreadMayDoFourThings() {
        byte[] strict = StrictMode.instructions();
        for (int number = 0; number < 600; number++) {
            boolean allowed = number == 0 || number == 1 || number == 15 || number == 60;
            assertThat(verdict(strict, SeccompCode.X86_64, number))
                    .as("call %d", number)
                    .isEqualTo(allowed ? ALLOW : TRACE | 1);
            assertThat(verdict(strict, I386, number)).isEqualTo(TRACE | 1);
        }
    }
}
