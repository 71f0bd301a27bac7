// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopbackDropsTest {
    private static final String HEADING =
            " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls";

    @Test
    void readsTheDropsOfWhatWasReceived() throws IOException {
        String eth = "  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16";
        String lo = "    lo:123456789012 2345 0 678 0 0 0 0 123456789012 2345 0 9 0 0 0 0";

        assertThat(LoopbackDrops.of(List.of(HEADING, eth, lo))).isEqualTo(678);
    }

    @Test
    void saysWhereThereIsNoLoopback() {
        assertThatThrownBy(() -> LoopbackDrops.of(List.of(HEADING)))
                .isInstanceOf(IOException.class)
                .hasMessage("/proc/thread-self/net/dev has no line of lo");
    }
}
