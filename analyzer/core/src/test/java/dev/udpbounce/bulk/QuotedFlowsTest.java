// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedFlowsTest {
    /** Offset of the quoted addresses in an ICMP error: offset of the quote plus offset in the IPv4 header. */
    private static final int QUOTED_ADDRESSES = 28 + 12;

    private static final int ASKED = 100_000;

    private final FlowHash hash = new FlowHash(6);
    private final QuotedFlows quoted = new QuotedFlows(hash);
    private final Set<Long> flows = new HashSet<>();
    private final Map<Long, Integer> directions = new HashMap<>();
    private final Set<Long> destinations = new HashSet<>();
    /** UDP length of the datagrams that are quoted, octets. */
    private int quotedLength;

    /** Numbers of errors that fit the smallest filter, that exceed it, and that exceed the list. */
    @ParameterizedTest
    @CsvSource({"1, 10", "2, 5000", "3, 700000"})
    void coverAllThatASetHoldsAndLittleElse(long seed, int errors) {
        Random random = new Random(seed);
        noteErrors(errors, random);
        quoted.seal();

        assertThat(flows).allMatch(flow -> quoted.cover(flow, 0, 0));
        assertThat(destinations)
                .allMatch(destination -> quoted.coverDestination(destination)
                        && quoted.cover(random.nextLong(), destination, 0)
                        && quoted.cover(random.nextLong(), 0, destination));
        int byChance = 0;
        for (int i = 0; i < ASKED; i++) {
            byChance += quoted.coverDestination(random.nextLong()) ? 1 : 0;
        }
        assertThat(byChance).isLessThan(ASKED / 20);
        columnsAgree(random);
    }

    private void columnsAgree(Random random) {
        FlowColumns columns = new FlowColumns(hash);
        int[] indices = new int[FrameBatch.CAPACITY];
        int count = 0;
        Iterator<Long> someFlows = flows.iterator();
        Iterator<Long> someDestinations = destinations.iterator();
        for (int i = 0; i < FrameBatch.CAPACITY; i++) {
            int kind = random.nextInt(4);
            columns.flows[i] = kind == 1 && someFlows.hasNext() ? someFlows.next() : random.nextLong();
            columns.destinations[i] =
                    kind == 2 && someDestinations.hasNext() ? someDestinations.next() : random.nextLong();
            columns.sources[i] = kind == 3 && someDestinations.hasNext() ? someDestinations.next() : random.nextLong();
            indices[count] = i;
            count += random.nextInt(3) == 0 ? 0 : 1;
        }

        quoted.cover(columns, indices, count);

        for (int i = 0; i < count; i++) {
            int index = indices[i];
            assertThat(columns.covered[index])
                    .isEqualTo(quoted.cover(columns.flows[index], columns.sources[index], columns.destinations[index]));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void onlyTheQuotedLengthAndDirectionMayBeACause(long seed) {
        Random random = new Random(seed);
        noteErrors(10_000, random);
        quoted.seal();
        int others = 0;
        for (Map.Entry<Long, Integer> each : directions.entrySet()) {
            long flow = each.getKey();
            int direction = each.getValue();
            assertThat(quoted.mayBeCause(flow, direction, 0, quotedLength)).isTrue();
            // An answer has any length.
            assertThat(quoted.mayBeCause(flow, 1 - direction, 0, random.nextInt(1 << 16)))
                    .isTrue();
            others += quoted.mayBeCause(flow, direction, 0, quotedLength + 1 + random.nextInt(1000)) ? 1 : 0;
        }
        assertThat(others).isLessThan(flows.size() / 20);
    }

    private void noteErrors(int errors, Random random) {
        ByteBuffer octets = ByteBuffer.wrap(Packets.portUnreachable(Packets.udp4("10.0.0.1", 7, "10.0.0.2", 9))
                .bytes());
        Decoder decoder = Decoder.errorsOnly();
        Frame frame = new Frame();
        Origin origin = new Origin(0, null, null, LinkType.RAW, 0, 9);
        PacketHandler note = new PacketHandler() {
            @Override
            public void onDatagram(Datagram datagram) {
                throw new AssertionError("only errors were asked for");
            }

            @Override
            public void onIcmpError(IcmpError error) {
                quoted.note(error);
                quotedLength = error.quote().udpLength();
            }
        };
        for (int i = 0; i < errors; i++) {
            long addresses = random.nextLong();
            octets.putLong(QUOTED_ADDRESSES, addresses);
            frame.wrap(octets, 0, octets.capacity(), octets.capacity(), i, i + 1L, origin);
            decoder.decode(frame, note);
            long destination = hash.endpoint4(addresses & 0xffffffffL, 9);
            long source = hash.endpoint4(addresses >>> 32, 7);
            flows.add(hash.flow(source, destination));
            directions.put(hash.flow(source, destination), FlowHash.direction(source, destination));
            destinations.add(destination);
        }
    }
}
