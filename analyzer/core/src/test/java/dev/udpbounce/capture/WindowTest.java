// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final int SIZE = 16;
    private static final long SEED = 1_060;

    private final byte[] content = new byte[10_000];

    WindowTest() {
        new Random(SEED).nextBytes(content);
    }

    @Test
    void holdsEveryOctetWhateverIsAskedForAndPassed() {
        Window window = new Window(Channels.newChannel(new ByteArrayInputStream(content)), SIZE);
        Random random = new Random(SEED);
        int passed = 0;
        while (passed < content.length) {
            int wanted = 1 + random.nextInt(100);
            boolean there = window.ensure(wanted);

            assertThat(there).isEqualTo(wanted <= content.length - passed);
            assertThat(window.remaining()).isGreaterThanOrEqualTo(Math.min(wanted, content.length - passed));
            assertThat(window.contentOffset()).isEqualTo(passed);
            for (int i = 0; i < window.remaining(); i++) {
                assertThat(window.octets().get(window.position() + i)).isEqualTo(content[passed + i]);
            }
            int step = random.nextInt(window.remaining() + 1);
            window.advance(step);
            passed += step;
        }
        assertThat(window.ensure(1)).isFalse();
        assertThat(window.fault()).isNull();
    }

    @Test
    void growsOnTheHeapWhoseGarbageIsCollectedInTime() {
        Window window = new Window(Channels.newChannel(new ByteArrayInputStream(content)), SIZE);

        assertThat(window.ensure(SIZE)).isTrue();
        assertThat(window.octets().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(window.octets().isDirect()).isTrue();
        assertThat(window.ensure(100 * SIZE)).isTrue();
        assertThat(window.octets().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(window.octets().isDirect()).isFalse();
    }

    @Test
    void growsNoFurtherThanTheContentReaches() {
        Window window = new Window(Channels.newChannel(new ByteArrayInputStream(content)), SIZE);

        assertThat(window.ensure(1 << 24)).isFalse();
        assertThat(window.remaining()).isEqualTo(content.length);
        assertThat(window.octets().capacity()).isLessThanOrEqualTo(2 * content.length);
    }

    @Test
    void keepsWhatStandsBeforeAFault() {
        IOException fault = new IOException("Input/output error");
        Window window = new Window(new Dribble(new byte[] {1, 2, 3}, fault), SIZE);

        assertThat(window.ensure(3)).isTrue();
        assertThat(window.ensure(4)).isFalse();
        assertThat(window.remaining()).isEqualTo(3);
        assertThat(window.fault()).isSameAs(fault);
    }

    @Test
    void asksNoMoreOfAContentThatHasEnded() {
        Dribble dribble = new Dribble(new byte[3]);
        Window window = new Window(dribble, SIZE);

        assertThat(window.ensure(4)).isFalse();
        assertThat(window.ensure(4)).isFalse();
        assertThat(dribble.asked()).isEqualTo(1);
    }
}
