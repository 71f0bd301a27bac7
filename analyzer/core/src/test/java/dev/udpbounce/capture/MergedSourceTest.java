// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void deliversInBatchesWhatItDeliversOneByOne(long seed) throws Exception {
        Random random = new Random(seed);
        List<int[]> times = new ArrayList<>();
        for (int source = 0; source < 5; source++) {
            int[] own = new int[random.nextInt(400)];
            int time = 10 + random.nextInt(300);
            for (int i = 0; i < own.length; i++) {
                // Often the same time, and sometimes an earlier one.
                time = Math.max(1, time + random.nextInt(8) - 2);
                own[i] = time;
            }
            times.add(own);
        }
        List<String> expected = new ArrayList<>();
        FrameSource oneByOne = MergedSource.of(sources(times));
        Frame frame = new Frame();
        while (oneByOne.next(frame)) {
            expected.add(describe(frame));
        }

        List<String> delivered = new ArrayList<>();
        FrameSource inBatches = MergedSource.of(sources(times));
        FrameBatch batch = new FrameBatch();
        int longest = 0;
        while (inBatches.nextBatch(batch, 1 + random.nextInt(FrameBatch.CAPACITY))) {
            longest = Math.max(longest, batch.size());
            for (int i = 0; i < batch.size(); i++) {
                batch.frame(i, frame);
                delivered.add(describe(frame));
            }
        }

        assertThat(delivered).isEqualTo(expected);
        assertThat(longest).isGreaterThan(10);
        assertThat(inBatches.reports()).isEqualTo(oneByOne.reports());
    }

    private static String describe(Frame frame) {
        return frame.origin().file()
                + frame.timeNs()
                + '#'
                + frame.number()
                + ':'
                + frame.octets().get(frame.offset());
    }

    private static List<FrameSource> sources(List<int[]> times) throws UnreadableException {
        List<FrameSource> sources = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            sources.add(source(String.valueOf((char) ('a' + i)), 1 << 12, i % 2 == 1, times.get(i)));
        }
        return sources;
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
        return source(name, 64, false, micros);
    }

    private static FrameSource source(String name, int window, boolean pcapng, int... micros)
            throws UnreadableException {
        PcapForge forge = PcapForge.micros();
        PcapngForge blocks = PcapngForge.bigEndian().iface(LinkType.RAW, 0);
        for (int each : micros) {
            forge.record(each * 1_000L, new byte[] {(byte) each});
            blocks.enhanced(0, each, new byte[] {(byte) each});
        }
        var channel = Channels.newChannel(new ByteArrayInputStream(pcapng ? blocks.bytes() : forge.bytes()));
        return Input.open(name, channel, new Workspace(window)).frames();
    }
}
