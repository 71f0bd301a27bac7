// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorWordsTest {
    static Iterable<IcmpCode> known() {
        return IcmpTable.known();
    }

    @ParameterizedTest
    @MethodSource("known")
    void everyKnownErrorHasANoteInWords(IcmpCode error) {
        assertThat(ErrorWords.note(error.version(), error.type(), error.code(), 0))
                .isNotBlank()
                .doesNotContain("ICMP")
                .hasSizeLessThan(45);
    }

    @ParameterizedTest
    @MethodSource("known")
    void theExplanationAgreesWithTheRule(IcmpCode error) {
        String words = ErrorWords.told(on(null, error));

        assertThat(words.contains("a connected socket is told"))
                .isEqualTo(error.linux().tellsConnected());
        assertThat(words.contains("no errno")).isEqualTo(!error.linux().tellsRecverr());
        assertThat(words.contains("IPV6_RECVERR")).isEqualTo(error.linux().tellsRecverr() && error.version() == 6);
        assertThat(words.contains("path-MTU discovery")).isEqualTo(error.linux().needsPathMtuDiscovery());
    }

    private static Bounce on(@Nullable String system, IcmpCode error) {
        Origin origin = new Origin(0, 0, "one.pcapng", null, 1, 0, 6, system);
        IpAddress source = new IpAddress(error.version(), 0, 1);
        return new SampleBounce()
                .at(origin, 2, Samples.FIRST_NS)
                .error(error.type(), error.code())
                .from(Reporter.ROUTER, source)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "4, 3, 3, , on Linux: a connected socket is told at its next call; an unconnected one never",
        "4, 3, 3, Solaris 11, on Linux: a connected socket is told at its next call; an unconnected one never",
        "4, 3, 3, Linux 6.1, (Linux): a connected socket is told at its next call; an unconnected one never",
        "4, 3, 3, 64-bit Windows 10, 'WSAECONNRESET 10054 (Windows): a socket is told at its next receive, connected or not'",
        "6, 1, 4, 64-bit Windows 10, 'WSAECONNRESET 10054 (Windows): a socket is told at its next receive, connected or not'",
        "4, 11, 0, 64-bit Windows 10, unless it has turned off SIO_UDP_NETRESET",
        "4, 3, 1, 64-bit Windows 10, on Windows is not known here",
        "4, 3, 3, FreeBSD 14.1, errno 61 ECONNREFUSED (BSD): a connected socket is told at its next call",
        "4, 3, 4, macOS 14.1, errno 40 EMSGSIZE (BSD)",
        "4, 3, 13, macOS 14.1, on BSD is not known here"
    })
    void theRuleIsThatOfTheSystemThatTheCaptureSaysItIsFrom(
            int version, int type, int code, @Nullable String system, String words) {
        assertThat(ErrorWords.told(on(system, IcmpTable.of(version, type, code))))
                .contains(words);
    }

    @Test
    void aLiveCaptureIsOfLinux() {
        Bounce live = new SampleBounce().at(Samples.LIVE, 2, Samples.FIRST_NS).build();

        assertThat(ErrorWords.told(live)).startsWith("errno 111 ECONNREFUSED: a connected socket");
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
