// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SightingTableTest {
    private record Seen(long frame, long timeNs, int place, int packetType, int depth, int ttl, long way) {}

    @Test
    void agreesWithListsOnRandomSightings() {
        SightingTable table = new SightingTable(1 << 12, new FlowHash(5));
        Map<Long, List<Seen>> model = new TreeMap<>();
        Random random = new Random(6);
        long oldest = 1;
        for (int i = 0; i < 50_000; i++) {
            long send = oldest + random.nextInt(200);
            if (random.nextInt(4) == 0) {
                table.remove(oldest);
                model.remove(oldest++);
                continue;
            }
            Seen seen = new Seen(
                    random.nextLong() >>> 28,
                    random.nextLong(),
                    random.nextInt(1 << 28),
                    random.nextInt(6) - 1,
                    3,
                    random.nextInt(256),
                    random.nextLong());
            List<Seen> all = model.computeIfAbsent(send, unused -> new ArrayList<>());
            if (all.size() < 16) {
                all.add(seen);
            }
            table.add(send, seen.frame, seen.timeNs, seen.place, seen.packetType, seen.depth, seen.ttl, seen.way);
            long asked = oldest + random.nextInt(200);
            assertThat(sightings(table, asked)).isEqualTo(model.getOrDefault(asked, List.of()));
        }
    }

    @Test
    void forgetsThoseOfTheOldestSendsWhenItIsFull() {
        SightingTable table = new SightingTable(64, new FlowHash(5));
        for (int send = 1; send <= 1_000; send++) {
            table.add(send, send, 0, 0, -1, 0, 64, 0);
        }

        assertThat(table.count(1)).isZero();
        assertThat(table.count(1_000)).isOne();
        assertThat(table.count(980)).isOne();
    }

    @Test
    void notesWhereTheLatestErrorWas() {
        SightingTable table = new SightingTable(64, new FlowHash(5));
        assertThat(table.errorPlace(3)).isEqualTo(-1);
        table.addError(3, 8);
        table.addError(3, 9);
        table.add(3, 1, 0, 2, 4, 0, 64, 0);

        assertThat(table.errorPlace(3)).isEqualTo(9);
        assertThat(table.count(3)).isOne();
        table.remove(3);
        assertThat(table.isEmpty()).isTrue();
    }

    private static List<Seen> sightings(SightingTable table, long send) {
        List<Seen> all = new ArrayList<>();
        for (int i = 1; i <= table.count(send); i++) {
            int at = table.at(send, i);
            all.add(new Seen(
                    table.frame(at),
                    table.timeNs(at),
                    table.place(at),
                    table.packetType(at),
                    table.depth(at),
                    table.ttl(at),
                    table.way(at)));
        }
        return all;
    }
}
