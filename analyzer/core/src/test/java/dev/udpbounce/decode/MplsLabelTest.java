// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MplsLabelTest {
    @Test
    void splitsTheThirtyTwoBits() {
        assertThat(new Extension(1, 1, HexFormat.of().parseHex("ffffffff00000000")).labels())
                .containsExactly(new MplsLabel(0xfffff, 7, true, 255), new MplsLabel(0, 0, false, 0));
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 03e80601", "1, 2, 03e80601", "1, 1, 03e806", "1, 1, ''", "1, 1, 03e8060103"})
    void isEmptyForEverythingButAWholeStack(int classNum, int classType, String data) {
        assertThat(new Extension(classNum, classType, HexFormat.of().parseHex(data)).labels())
                .isEmpty();
    }
}
