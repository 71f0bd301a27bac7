// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.bpf.SeccompCode;
import dev.udpbounce.kernel.sys.CallNumbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendFilterTest {
    private static final int REFUSED = SeccompCode.refuse(Errno.EPERM.linux());
    private static final int I386 = 0x40000003;
    private static final int X32 = 0x40000000;
    private static final byte[] CODE = SendFilter.code(List.of(7, 9));

    private static int verdictOf(int architecture, int number, int... arguments) {
        ByteBuffer program = ByteBuffer.wrap(CODE).order(ByteOrder.nativeOrder());
        int accumulator = 0;
        int at = 0;
        while (true) {
            int base = at * 8;
            int operand = program.getInt(base + 4);
            switch (program.getShort(base)) {
                case 0x20 ->
                    accumulator = operand == 0 ? number : operand == 4 ? architecture : arguments[(operand - 16) / 8];
                case 0x05 -> at += operand;
                case 0x15 -> at += program.get(base + (accumulator == operand ? 2 : 3)) & 0xff;
                case 0x25 ->
                    at += program.get(base + (Integer.compareUnsigned(accumulator, operand) > 0 ? 2 : 3)) & 0xff;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("instruction " + at);
            }
            at++;
        }
    }

    private static int verdict(int number, int... arguments) {
        return verdictOf(SeccompCode.X86_64, number, arguments);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                CallNumbers.WRITE,
                CallNumbers.WRITEV,
                CallNumbers.PWRITE64,
                CallNumbers.PWRITEV,
                CallNumbers.PWRITEV2,
                CallNumbers.SENDTO,
                CallNumbers.SENDFILE,
                CallNumbers.DUP,
                CallNumbers.DUP2,
                CallNumbers.DUP3
            })
    void suchASocketIsNeitherWrittenNorCopied(int call) {
        assertThat(verdict(call, 7, 0, 0)).isEqualTo(REFUSED);
        assertThat(verdict(call, 9, 0, 0)).isEqualTo(REFUSED);
        assertThat(verdict(call, 8, 7, 9)).isEqualTo(SeccompCode.ALLOW);
    }

    @Test
    void callsWithManyUsesAreLookedAtClosely() {
        assertThat(verdict(CallNumbers.FCNTL, 7, 0)).isEqualTo(REFUSED);
        assertThat(verdict(CallNumbers.FCNTL, 7, 1030)).isEqualTo(REFUSED);
        assertThat(verdict(CallNumbers.FCNTL, 7, 3)).as("F_GETFL").isEqualTo(SeccompCode.ALLOW);
        assertThat(verdict(CallNumbers.FCNTL, 8, 0)).isEqualTo(SeccompCode.ALLOW);
        assertThat(verdict(CallNumbers.SPLICE, 3, 0, 7)).isEqualTo(REFUSED);
        assertThat(verdict(CallNumbers.SPLICE, 7, 0, 3)).isEqualTo(SeccompCode.ALLOW);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                CallNumbers.SENDMSG,
                CallNumbers.SENDMMSG,
                CallNumbers.IO_URING_SETUP,
                CallNumbers.IO_URING_ENTER,
                X32 | CallNumbers.SENDTO
            })
    void whatAFilterCannotSeeThroughIsRefusedAltogether(int call) {
        assertThat(verdict(call, 3, 0, 0)).isEqualTo(REFUSED);
    }

    @Test
    void callsOfAnotherArchitectureAreRefused() {
        assertThat(verdictOf(I386, CallNumbers.WRITE, 3, 0, 0)).isEqualTo(REFUSED);
    }

    @Test
    void everythingElseIsAllowed() {
        for (int call : new int[] {CallNumbers.READ, CallNumbers.RECVFROM, CallNumbers.POLL, CallNumbers.CLOSE}) {
            assertThat(verdict(call, 7, 0, 0)).isEqualTo(SeccompCode.ALLOW);
        }
    }
}
