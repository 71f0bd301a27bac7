// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.udpbounce.icmp.Errno;
import org.junit.jupiter.api.Test;

class LibcTest {
    @Test
    void callsTheLibraryOfThisProcess() {
        assertThat(Libc.calls().getpid())
                .isEqualTo((int) ProcessHandle.current().pid());
    }

    @Test
    void aFailedCallLeavesItsErrno() {
        assertThat(Libc.calls().close(-1)).isEqualTo(-1);
        assertThat(Libc.errno()).isEqualTo(9);
        assertThat(Libc.message(Errno.ECONNREFUSED.linux())).isEqualTo("Connection refused");
    }

    @Test
    void checkTurnsMinusOneIntoAnExceptionThatNamesCallAndErrno() {
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> Libc.check("close", Libc.calls().close(-1)))
                .withMessage("close: Bad file descriptor")
                .satisfies(failure -> assertThat(failure.errno()).isEqualTo(9))
                .satisfies(failure -> assertThat(failure.call()).isEqualTo("close"));
    }

    @Test
    void checkPassesEveryOtherAnswerOn() throws KernelException {
        assertThat(Libc.check("recv", -2L)).isEqualTo(-2);
        assertThat(Libc.check("socket", 3)).isEqualTo(3);
    }
}
