// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.BounceRow;
import dev.udpbounce.event.BounceTable;
import dev.udpbounce.event.Summary;
import dev.udpbounce.icmp.IcmpTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTotalsTest {
    private static final int MOST_ROWS = 4096;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsTheSameRowsInWhateverOrderTheyCome(long seed) throws IOException {
        int count = 3 * MOST_ROWS + 7;
        List<BounceRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(i));
        }
        Random random = new Random(seed);
        Collections.shuffle(rows, random);

        RunTotals totals = new RunTotals();
        for (int from = 0; from < count; ) {
            int to = Math.min(count, from + random.nextInt(2 * MOST_ROWS));
            RunTotals part = new RunTotals();
            part.add(new Summary.Errors(0, Map.of(), 0, 0, Map.of(), Map.of(), 0), sums(rows.subList(from, to)));
            totals.add(copy(part));
            from = to;
        }

        BounceTable.Sums bounces = totals.summary(0, 0).bounces();
        assertThat(bounces.more()).isEqualTo(count - MOST_ROWS);
        assertThat(bounces.rows().stream().map(row -> (int) row.firstNs().orElseThrow()))
                .containsExactlyElementsOf(most(count));
    }

    /** Of equal numbers of bounces, the earliest first. */
    private static List<Integer> most(int count) {
        List<Integer> all = new ArrayList<>();
        for (int bounced = 6; bounced >= 0; bounced--) {
            for (int i = bounced; i < count; i += 7) {
                all.add(i);
            }
        }
        return all.subList(0, MOST_ROWS);
    }

    private static BounceRow row(int i) {
        BounceRow.Known none = new BounceRow.Known(0, 0);
        IpAddress address = new IpAddress(4, 0, i);
        return new BounceRow(
                null, address, 53, IcmpTable.of(4, 3, 3), 9, i % 7, 0, none, none, 0, 0, OptionalLong.of(i));
    }

    private static BounceTable.Sums sums(List<BounceRow> rows) {
        return new BounceTable.Sums(List.copyOf(rows), 0, 0, 0);
    }

    private static RunTotals copy(RunTotals totals) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        totals.write(new DataOutputStream(octets));
        return RunTotals.read(new DataInputStream(new ByteArrayInputStream(octets.toByteArray())));
    }
}
