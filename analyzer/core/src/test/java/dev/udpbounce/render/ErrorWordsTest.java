package dev.udpbounce.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.correlate.OrphanReason;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorWordsTest {
    static Iterable<Delivery> known() {
        return Delivery.known();
    }

    @ParameterizedTest
    @MethodSource("known")
    void everyKnownErrorHasANoteInWords(Delivery delivery) {
        assertThat(ErrorWords.note(delivery.version(), delivery.type(), delivery.code(), 0))
                .isNotBlank()
                .doesNotContain("ICMP")
                .hasSizeLessThan(45);
    }

    @ParameterizedTest
    @MethodSource("known")
    void theExplanationAgreesWithTheRule(Delivery delivery) {
        String words = ErrorWords.delivery(delivery, delivery.version());

        assertThat(words.contains("a connected socket is told")).isEqualTo(delivery.tellsConnected());
        assertThat(words.contains("no errno")).isEqualTo(!delivery.tellsRecverr());
        assertThat(words.contains("IPV6_RECVERR")).isEqualTo(delivery.tellsRecverr() && delivery.version() == 6);
        assertThat(words.contains("path-MTU discovery")).isEqualTo(delivery.needsPathMtuDiscovery());
    }

    @ParameterizedTest
    @CsvSource({
        "4, 3, 3, 0, nobody listens there",
        "6, 1, 4, 0, nobody listens there",
        "4, 3, 13, 0, filtered by a firewall on the way",
        "6, 1, 1, 0, filtered by a firewall on the way",
        "4, 11, 0, 0, 'TTL too small, or a routing loop'",
        "6, 3, 0, 0, 'hop limit too small, or a routing loop'",
        "4, 3, 4, 1400, larger than the path's MTU (1400)",
        "4, 3, 4, 0, larger than the path's MTU",
        "6, 2, 0, 1280, larger than the path's MTU (1280)",
        "4, 3, 3, 1400, nobody listens there",
        "4, 3, 77, 0, ICMP 3/77",
        "6, 200, 1, 0, ICMPv6 200/1"
    })
    void aNoteSaysWhatIsTheMatter(int version, int type, int code, int mtu, String note) {
        assertThat(ErrorWords.note(version, type, code, mtu)).isEqualTo(note);
    }

    @Test
    void everyReasonOfAnOrphanReadsDifferently() {
        Set<String> words = new HashSet<>();
        for (OrphanReason reason : OrphanReason.values()) {
            words.add(ErrorWords.orphan(reason));
        }
        assertThat(words).hasSize(OrphanReason.values().length);
    }
}
