// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the table of {@code docs/delivery.md} with the table of the code. */
class DocumentedTableTest {
    static Stream<DocumentedRow> rows() throws IOException {
        return DocumentedRow.all().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aDocumentedRowSaysWhatTheTableSays(DocumentedRow row) {
        List<IcmpCode> codes = row.codes();

        assertThat(codes).allMatch(code -> row.agreesWith(code, codes.size() == 1));
    }

    @Test
    void everyErrorThatIsDefinedOrToldIsDocumentedOnce() throws IOException {
        Set<IcmpCode> documented = new HashSet<>();
        for (DocumentedRow row : DocumentedRow.all()) {
            for (IcmpCode code : row.codes()) {
                assertThat(documented.add(code)).as("%s a second time", code).isTrue();
            }
        }

        assertThat(documented).containsAll(IcmpTable.known());
        for (int version = 4; version <= 6; version += 2) {
            for (int typeAndCode = 0; typeAndCode < 1 << 16; typeAndCode++) {
                IcmpCode code = IcmpTable.of(version, typeAndCode >>> 8, typeAndCode & 255);
                assertThat(code.linux().tellsRecverr() && !documented.contains(code))
                        .as("%s is told and not documented", code)
                        .isFalse();
            }
        }
    }
}
