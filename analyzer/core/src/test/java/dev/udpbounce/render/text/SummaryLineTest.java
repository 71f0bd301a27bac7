// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.BounceTable;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Unsent;
import dev.udpbounce.render.Samples;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummaryLineTest {
    @Test
    void hasTheFixedShape() {
        assertThat(SummaryLine.of(Samples.summary()))
                .isEqualTo("2 packets, 1 sends, 1 errors (1 matched, 0 ambiguous, 0 orphans), 0 expired,"
                        + " 0 dropped by kernel");
    }

    @Test
    void saysNothingOfLossThatIsNotKnown() {
        assertThat(SummaryLine.of(Samples.nothing()))
                .isEqualTo("0 packets, 1 sends, 0 errors (0 matched, 0 ambiguous, 0 orphans), 0 expired");
    }

    @Test
    void addsWhatIsNormallyZero() {
        Map<Match, Long> matches = Map.of(Match.EXACT, 6L, Match.TUPLE, 7L, Match.AMBIGUOUS, 8L, Match.ORPHAN, 9L);
        Summary summary = new Summary(
                new Summary.Traffic(0, 0, 10, 0, 0),
                new Summary.Sends(1, 2, 13, 14, 15, Map.of(), Map.of(Unsent.Why.FIREWALL, 23L)),
                new Summary.Errors(4, matches, 11, 12, Map.of(), Map.of(), 0),
                new Summary.Decoding(3, 5, new TreeMap<>(Map.of("x", 16L, "y", 1L)), 22),
                new Summary.Losses(18, 19, 20, 25, 21, new Summary.Trace(24, 26, 27)),
                List.of(),
                new Summary.Shown(0, 0, 0, 0, new Summary.LeftOut(29, 28, 30, 31, 32)),
                BounceTable.Sums.NONE);

        assertThat(SummaryLine.of(summary))
                .isEqualTo("10 packets, 1 sends, 4 errors (13 matched, 8 ambiguous, 9 orphans), 14 expired,"
                        + " 18 dropped by kernel, 11 duplicates, 15 evicted, 17 malformed, 12 errors filtered,"
                        + " 13 sends filtered, 19 out of order, 20 errors for destinations beyond those remembered,"
                        + " 25 counts of destinations forgotten, 21 comments forgotten, 23 refused by the own firewall,"
                        + " 24 sockets in another network namespace, whose packets were not seen,"
                        + " 26 sockets that there was no room for until the end, 27 calls forgotten, 28 errors left out,"
                        + " 29 sends left out, 30 calls left out, 32 deliveries left out");
    }
}
