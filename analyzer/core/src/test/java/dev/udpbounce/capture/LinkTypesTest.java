// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkTypesTest {
    @ParameterizedTest
    @CsvSource({
        "0, NULL",
        "1, EN10MB",
        "101, RAW",
        "105, IEEE802_11",
        "108, LOOP",
        "113, LINUX_SLL",
        "127, IEEE802_11_RADIO",
        "130, JUNIPER_MLPPP",
        "178, JUNIPER_ETHER",
        "219, MPLS",
        "228, IPV4",
        "229, IPV6",
        "276, LINUX_SLL2"
    })
    void namesALinkTypeAsTcpdumpDoes(int linkType, String name) {
        assertThat(LinkTypes.name(linkType)).isEqualTo(name);
    }

    @Test
    void givesTheNumberOfALinkTypeThatHasNoName() {
        assertThat(LinkTypes.name(57_842)).isEqualTo("LINKTYPE_57842");
    }
}
