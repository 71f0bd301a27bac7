// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {
    @ParameterizedTest
    @EnumSource
    void isFoundByItsNumberAndItsName(Errno errno) {
        assertThat(Errno.ofLinux(errno.linux())).isEqualTo(errno);
        assertThat(Errno.linuxName(errno.linux())).isEqualTo(errno.name());
        assertThat(Errno.named(errno.name())).isEqualTo(errno);
    }

    @Test
    void aNameIsFoundInLowerCaseAndByItsOtherName() {
        assertThat(Errno.named("econnrefused")).isEqualTo(Errno.ECONNREFUSED);
        assertThat(Errno.named("ENOTSUP")).isEqualTo(Errno.EOPNOTSUPP);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -111, 9999})
    void aNumberOfNoErrnoHasNone(int number) {
        assertThat(Errno.ofLinux(number)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "E"})
    void anotherWordIsNoErrno(String name) {
        assertThat(Errno.named(name)).isNull();
    }

    @Test
    void anUnknownNumberIsNamedByItself() {
        assertThat(Errno.linuxName(9999)).isEqualTo("errno 9999");
        assertThat(Errno.linuxName(0)).isNull();
    }
}
