// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.Datagram;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceIndexTest {
    private static final int CAPACITY = 600;
    private static final int LISTS = 6;

    /** A listed send in the model: the properties that lists use. The payload's digests are computed from it. */
    private record Listed(
            long sequence,
            long flow,
            int direction,
            int udpLength,
            int id,
            int checksum,
            long payload,
            long prefixes,
            boolean isExtended,
            boolean byHeaders) {
        /** The properties that the key of a list is made of. */
        long digests(int list) {
            return list == EvidenceIndex.EXTENDED ? prefixes : payload;
        }

        /** Returns whether the other send belongs on the same list. */
        boolean isLike(int list, Listed other) {
            boolean alike = flow == other.flow && direction == other.direction && udpLength == other.udpLength;
            return alike
                    && switch (list) {
                        case EvidenceIndex.LENGTH -> other.byHeaders;
                        case EvidenceIndex.ID -> other.byHeaders && id == other.id;
                        case EvidenceIndex.PAYLOAD ->
                            id == other.id && FlowHash.longDigestOf(payload) == FlowHash.longDigestOf(other.payload);
                        case EvidenceIndex.PREFIX ->
                            other.byHeaders && FlowHash.prefixOf(payload) == FlowHash.prefixOf(other.payload);
                        case EvidenceIndex.EXTENDED ->
                            other.byHeaders && other.isExtended && (int) prefixes == (int) other.prefixes;
                        default -> other.byHeaders && checksum == other.checksum;
                    };
        }
    }

    private final FlowHash hash = new FlowHash(8);
    private final PendingSends sends = new PendingSends(CAPACITY, hash);
    private final EvidenceIndex index = new EvidenceIndex(sends, hash, 1 << 10);
    private final List<Listed> model = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithListsOnRandomCalls(long seed) {
        Random random = new Random(seed);
        RandomDatagrams datagrams = new RandomDatagrams(random);
        int fullest = 0;
        for (int i = 0; i < 2_500; i++) {
            while (index.isFull() || sends.isFull()) {
                removeOldest();
            }
            Listed added = append(datagrams, random);
            if (random.nextInt(5) > 0) {
                add(added);
            }
            if (random.nextInt(3) == 0) {
                sends.setBounced(sends.oldest() + random.nextInt(sends.size()));
            }
            if (random.nextInt(1_000) == 0) {
                while (sends.size() > 0) {
                    removeOldest();
                }
            }
            assertSame(model.isEmpty() || random.nextBoolean() ? added : model.get(random.nextInt(model.size())));
            fullest = Math.max(fullest, model.size());
        }
        assertThat(fullest).isGreaterThan(200);
    }

    private Listed append(RandomDatagrams datagrams, Random random) {
        UdpForge forge = Packets.udp4("10.0.0.1", 1, "10.0.0.2", 2)
                .id(random.nextInt(40))
                .udpChecksum(random.nextInt(3))
                .payload("sixteen octets, " + random.nextInt(3) + "x".repeat(random.nextInt(2) * 62) + random.nextInt(2)
                        + "y".repeat(random.nextInt(2)));
        Datagram datagram = datagrams.lend(forge, sends.next());
        long flow = 1L + random.nextInt(3);
        int direction = random.nextInt(2);
        long sequence = sends.append(datagram, datagrams.frame(), 0, flow, direction, 1);
        return new Listed(
                sequence,
                flow,
                direction,
                datagram.udpLength(),
                datagram.identification(),
                datagram.checksum(),
                hash.payload(datagram),
                hash.prefixes(datagram),
                datagram.payloadPresent() > FlowHash.EXTENDED_OCTETS,
                random.nextBoolean());
    }

    private void add(Listed added) {
        index.add(added.sequence);
        if (added.byHeaders) {
            index.addByHeaders(added.sequence);
        }
        model.add(added);
    }

    private void removeOldest() {
        long oldest = sends.oldest();
        assertThat(sends.isIndexed(oldest)).isEqualTo(!model.isEmpty() && model.get(0).sequence == oldest);
        if (sends.isIndexed(oldest)) {
            index.remove(oldest);
            model.remove(0);
        }
        sends.removeOldest();
    }

    /** Returns the lists that a send like this one is on. */
    private void assertSame(Listed asked) {
        for (int list = 0; list < LISTS; list++) {
            int kind = list;
            List<Long> expected = sequences(other -> asked.isLike(kind, other));
            int slot = index.find(index.key(
                    list, asked.flow, asked.direction, asked.udpLength, asked.id, asked.checksum, asked.digests(list)));
            assertThat(slot >= 0).isEqualTo(!expected.isEmpty());
            if (slot >= 0) {
                List<Long> open = sequences(other -> asked.isLike(kind, other) && !sends.isBounced(other.sequence));
                assertThat(listed(slot, list)).isEqualTo(expected);
                assertThat(index.count(slot)).isEqualTo(expected.size());
                assertThat(index.last(slot)).isEqualTo(expected.get(expected.size() - 1));
                assertThat(index.firstOpen(slot, list)).isEqualTo(open.isEmpty() ? 0 : open.get(0));
            }
        }
    }

    private List<Long> sequences(Predicate<Listed> which) {
        return model.stream().filter(which).map(Listed::sequence).toList();
    }

    private List<Long> listed(int slot, int list) {
        List<Long> listed = new ArrayList<>();
        for (long sequence = index.first(slot); sequence != 0; sequence = index.next(sequence, list)) {
            listed.add(sequence);
        }
        return listed;
    }
}
