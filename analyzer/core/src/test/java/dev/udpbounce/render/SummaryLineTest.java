package dev.udpbounce.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.timeline.Summary;
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
        Summary summary = new Summary(
                0,
                0,
                10,
                0,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                11,
                12,
                13,
                14,
                15,
                Map.of(),
                Map.of(),
                new TreeMap<>(Map.of("x", 16L, "y", 1L)),
                18,
                19,
                List.of(),
                20,
                21,
                22);

        assertThat(SummaryLine.of(summary))
                .isEqualTo("10 packets, 1 sends, 4 errors (13 matched, 8 ambiguous, 9 orphans), 14 expired,"
                        + " 18 dropped by kernel, 11 duplicates, 15 evicted, 17 malformed, 12 errors filtered,"
                        + " 13 sends filtered, 19 out of order, 20 errors for destinations beyond those remembered,"
                        + " 21 comments forgotten");
    }
}
