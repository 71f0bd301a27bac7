package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFilterTest {
    @Test
    void theErrorsAreAddedToWhatTheUserSelects() {
        assertThat(KernelFilter.text("port 53 or port 54"))
                .startsWith("(port 53 or port 54) or icmp or icmp6 or ")
                .doesNotContain("inbound");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp port 53", "src host ::1 and udp", "udp[8] = 0x31", "less 100", "vlan and udp"})
    void whatLibpcapUnderstandsIsAccepted(String expression) {
        assertThatCode(() -> KernelFilter.check(expression, 262_144)).doesNotThrowAnyException();
        assertThatCode(() -> KernelFilter.check(KernelFilter.text(expression), 262_144))
                .doesNotThrowAnyException();
    }

    @Test
    void theFilterForEverythingIsUnderstood() {
        assertThatCode(() -> KernelFilter.check(KernelFilter.text(null), 262_144))
                .doesNotThrowAnyException();
    }

    @Test
    void whatLibpcapDoesNotUnderstandIsRefusedInItsWords() {
        assertThatThrownBy(() -> KernelFilter.check("udp prt 53", 262_144))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("'udp prt 53'")
                .hasMessageContaining("syntax error")
                .extracting(e -> ((CaptureException) e).kind())
                .isEqualTo(CaptureException.Kind.EXPRESSION);
    }

    @Test
    void aParenthesisThatWouldEndOursIsRefused() {
        assertThatThrownBy(() -> KernelFilter.check("udp) or (tcp", 262_144)).isInstanceOf(CaptureException.class);
    }
}
