// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.correlate.Lab;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.OctetBudget;
import dev.udpbounce.fixtures.Packets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsTest {
    private static final IpAddress ADDRESS = new IpAddress(4, 0, 1);

    private final FlowHash hash = new FlowHash(3);
    private final UnrefusedCounts counts = new UnrefusedCounts(1 << 14);
    private final OctetBudget budget = new OctetBudget(Long.MAX_VALUE);
    private final Map<Long, Destination> model = new LinkedHashMap<>();
    private long overflow;

    /** Errors without a cause take half of the room; a destination takes over its earlier counts. */
    @ParameterizedTest
    @CsvSource({"1, 50, 40", "2, 50, 2000", "3, 4000, 3000", "4, 1000, 9000"})
    void agreeWithAMapOnRandomCalls(long seed, int capacity, int ports) {
        Random random = new Random(seed);
        Destinations destinations = new Destinations(capacity, budget, counts);
        Map<Long, Long> sent = new LinkedHashMap<>();
        Map<Destination, Long> sentSince = new HashMap<>();
        Map<Destination, Long> suppressed = new HashMap<>();
        for (int i = 0; i < 40_000; i++) {
            int port = random.nextInt(ports);
            long key = PendingSends.destinationKey(hash.endpoint4(1, port));
            Destination known = destinations.get(key);
            assertThat(known).isSameAs(model.get(key));
            assertThat(destinations.mayKnow(key) || known == null).isTrue();
            int kind = random.nextInt(4);
            if (kind == 0) {
                destinations.watch(key, ADDRESS, port);
                note(destinations.get(key), key, model.size() < capacity / 2, sent);
            } else if (kind == 1) {
                boolean hasRoom = model.size() < capacity;
                overflow += known == null && !hasRoom ? 1 : 0;
                Destination remembered = destinations.remember(key, ADDRESS, port);
                assertThat(remembered).isSameAs(destinations.get(key));
                note(remembered, key, hasRoom, sent);
            } else {
                assertThat(destinations.sent(key)).isEqualTo(destinations.numberOf(key));
                assertThat(destinations.numberOf(key) >= 0).isEqualTo(known != null);
                if (known == null) {
                    counts.sent(key);
                    sent.merge(key, 1L, Long::sum);
                } else {
                    sentSince.merge(known, 1L, Long::sum);
                    if (random.nextInt(3) == 0) {
                        destinations.addSuppressed(destinations.numberOf(key), 1);
                        suppressed.merge(known, 1L, Long::sum);
                    }
                }
            }
        }
        List<Destination> refused =
                model.values().stream().filter(each -> random.nextInt(10) > 0).toList();
        Lab lab = new Lab();
        lab.bounce(Lab.SECOND, Packets.udp4("10.0.0.1", 1, "10.0.0.2", 2));
        refused.forEach(each -> each.error(lab.last()));
        assertThat(destinations.records())
                .isEqualTo(refused.stream()
                        .map(each -> each.record(sentSince.getOrDefault(each, 0L), suppressed.getOrDefault(each, 0L)))
                        .toList());
        assertThat(destinations.overflow()).isEqualTo(overflow);
        assertThat(overflow > 0).isEqualTo(ports > capacity);
    }

    private void note(@Nullable Destination now, long key, boolean hasRoom, Map<Long, Long> sent) {
        Destination before = model.get(key);
        if (before != null) {
            assertThat(now).isSameAs(before);
        } else if (hasRoom) {
            Destination begun = Objects.requireNonNull(now);
            assertThat(begun.record(0, 0).sends().count()).isEqualTo(sent.getOrDefault(key, 0L));
            model.put(key, begun);
        } else {
            assertThat(now).isNull();
        }
    }
}
