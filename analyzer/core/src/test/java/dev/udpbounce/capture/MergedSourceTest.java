// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.PcapForge;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergedSourceTest {
    private static final long SEED = 1_060;

    @Test
    void isTheSourceItselfWhereThereIsOnlyOne() throws Exception {
        FrameSource only = source("a", 1);

        assertThat(MergedSource.of(List.of(only))).isSameAs(only);
    }

    @Test
    void isEmptyOfNoSource() {
        Reading reading = Reading.of(MergedSource.of(List.of()));

        assertThat(reading.packets()).isEmpty();
        assertThat(reading.reports()).isEmpty();
    }

    @Test
    void ordersFramesByTimeAndThoseOfOneTimeBySource() throws Exception {
        assertThat(merge(source("a", 1, 3, 3), source("b", 2, 3), source("c"), source("d", 1)))
                .containsExactly("a1", "d1", "b2", "a3", "a3", "b3");
    }

    @Test
    void keepsTheOrderOfASourceWhoseTimeGoesBack() throws Exception {
        assertThat(merge(source("a", 5, 1, 6), source("b", 4, 7))).containsExactly("b4", "a5", "a1", "a6", "b7");
    }

    @Test
    void mergesAsASortWouldThatKeepsEqualsInPlace() throws Exception {
        Random random = new Random(SEED);
        List<FrameSource> sources = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int source = 0; source < 13; source++) {
            int[] times = random.ints(random.nextInt(40), 1, 50).sorted().toArray();
            String name = String.valueOf((char) ('a' + source));
            sources.add(source(name, times));
            IntStream.of(times).forEach(time -> expected.add(name + time));
        }
        expected.sort(Comparator.comparingInt(each -> Integer.parseInt(each.substring(1))));

        assertThat(merge(sources.toArray(FrameSource[]::new))).isEqualTo(expected);
    }

    @Test
    void endsWhenItIsClosed() throws Exception {
        FrameSource merged = MergedSource.of(List.of(source("a", 1, 2), source("b", 1, 2)));
        Frame frame = new Frame();

        assertThat(merged.next(frame)).isTrue();
        merged.close();
        assertThat(merged.next(frame)).isFalse();
    }

    private static List<String> merge(FrameSource... sources) {
        Reading reading = Reading.of(MergedSource.of(List.of(sources)));
        assertThat(reading.reports()).hasSize(sources.length);
        return reading.packets().stream()
                .map(each -> each.origin().file() + each.timeNs() / 1_000)
                .toList();
    }

    private static FrameSource source(String name, int... micros) throws UnreadableException {
        PcapForge forge = PcapForge.micros();
        for (int each : micros) {
            forge.record(each * 1_000L, new byte[] {(byte) each});
        }
        var channel = Channels.newChannel(new ByteArrayInputStream(forge.bytes()));
        return Input.open(name, channel, new Workspace(64)).frames();
    }
}
