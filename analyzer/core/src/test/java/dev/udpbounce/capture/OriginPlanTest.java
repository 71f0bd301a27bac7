// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are read apart have the vantages that they have together. */
class OriginPlanTest {
    private static final byte[] FRAME = {1, 2, 3, 4, 5};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void findsTheVantagesOfMergedFiles(long seed) throws Exception {
        Random random = new Random(seed);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            names.add(file(i, random).toString());
        }

        assertThat(apart(names)).isEqualTo(together(names));
    }

    private Path file(int index, Random random) {
        long start = 1000L * random.nextInt(6);
        String set = random.nextBoolean() ? "a-" : "b-";
        if (random.nextInt(3) == 0) {
            PcapForge forge = PcapForge.micros();
            for (int i = 0; i < 3; i++) {
                forge.record(start + 1000L * random.nextInt(2), FRAME);
            }
            return forge.write(folder.resolve(set + index + ".pcap"));
        }
        PcapngForge forge = PcapngForge.littleEndian();
        boolean named = random.nextBoolean();
        for (int i = 0; i < 3; i++) {
            if (named) {
                forge.iface(LinkType.RAW, 0, PcapngForge.Option.ifName("eth" + i));
            } else {
                forge.iface(LinkType.RAW, 0);
            }
        }
        for (int i = 0; i < 4; i++) {
            forge.enhanced(random.nextInt(3), start / 1000L + random.nextInt(2), FRAME);
        }
        return forge.write(folder.resolve(set + index + ".pcapng"));
    }

    /** The vantage of each frame by file and number, counted in this order. */
    private static Map<String, Integer> counted(SortedMap<String, Integer> vantages) {
        Map<Integer, Integer> numbers = new TreeMap<>();
        vantages.values().forEach(vantage -> numbers.putIfAbsent(vantage, numbers.size()));
        vantages.replaceAll((frame, vantage) -> numbers.get(vantage));
        return vantages;
    }

    private static Map<String, Integer> together(List<String> names) {
        SortedMap<String, Integer> vantages = new TreeMap<>();
        try (Inputs inputs = Inputs.open(names);
                FrameSource source = inputs.frames()) {
            Frame frame = new Frame();
            while (source.next(frame)) {
                vantages.put(
                        frame.origin().file() + " " + frame.number(),
                        frame.origin().vantage());
            }
        }
        return counted(vantages);
    }

    private static Map<String, Integer> apart(List<String> names) {
        List<FileSpan> spans = new ArrayList<>();
        List<Map<Long, Integer>> origins = new ArrayList<>();
        for (String name : names) {
            NamedContent content = new NamedContent(name, () -> FileChannel.open(Path.of(name)));
            try (Inputs inputs = Inputs.open(List.of(content), Map.of());
                    FrameSource source = inputs.frames()) {
                Frame frame = new Frame();
                Map<Long, Integer> itsOrigins = new TreeMap<>();
                List<Long> placesNs = new ArrayList<>();
                long beginNs = Long.MIN_VALUE;
                long endNs = Long.MIN_VALUE;
                while (source.next(frame)) {
                    beginNs = itsOrigins.isEmpty() ? frame.timeNs() : beginNs;
                    if (frame.origin().id() == placesNs.size()) {
                        placesNs.add(endNs);
                    }
                    endNs = Math.max(endNs, frame.timeNs());
                    itsOrigins.put(frame.number(), frame.origin().id());
                }
                origins.add(itsOrigins);
                spans.add(inputs.readable().get(0).span(beginNs, endNs, placesNs));
            }
        }
        List<List<Origin>> plan = OriginPlan.of(spans);
        SortedMap<String, Integer> vantages = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            int file = i;
            origins.get(i)
                    .forEach((number, origin) -> vantages.put(
                            names.get(file) + " " + number,
                            plan.get(file).get(origin).vantage()));
        }
        return counted(vantages);
    }
}
