// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcFilesTest {
    @ParameterizedTest
    @CsvSource({
        "0100007F:0424, 127.0.0.1, 1060",
        "00000000:0000, 0.0.0.0, 0",
        "00000000000000000000000001000000:0424, ::1, 1060",
        "0000000000000000FFFF00000100007F:0425, ::ffff:127.0.0.1, 1061",
        "B80D0120000000000000000001000000:FFFF, 2001:db8::1, 65535"
    })
    void readsTheAddressesOfTheSocketTables(String text, String address, int port) {
        assertThat(ProcFiles.endpoint(text).address()).hasToString(address);
        assertThat(ProcFiles.endpoint(text).port()).isEqualTo(port);
    }
}
