// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.Datagram;
import dev.udpbounce.fixtures.Packets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowHashTest {
    private static final int MANY = 100_000;

    private final Random random = new Random(5);
    private final FlowHash hash = new FlowHash(1);

    @Test
    void aFlowIsTheSameInBothDirections() {
        Set<Long> flows = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            long one = hash.endpoint4(random.nextInt() & 0xffffffffL, random.nextInt(1 << 16));
            long other = hash.endpoint6(random.nextLong(), random.nextLong(), random.nextInt(1 << 16));
            long flow = hash.flow(one, other);
            assertThat(hash.flow(other, one)).isEqualTo(flow).isNotZero();
            assertThat(FlowHash.direction(one, other)).isEqualTo(1 - FlowHash.direction(other, one));
            flows.add(flow);
        }
        assertThat(flows).hasSize(MANY);
    }

    @Test
    void everyBitOfAnEndpointCounts() {
        Set<Long> ends = new HashSet<>();
        for (int bit = 0; bit < 64; bit++) {
            ends.add(hash.endpoint6(1L << bit, 0, 0));
            ends.add(hash.endpoint6(0, 1L << bit, 0));
        }
        for (int bit = 0; bit < 32; bit++) {
            ends.add(hash.endpoint4(1L << bit, 0));
        }
        for (int bit = 0; bit < 16; bit++) {
            ends.add(hash.endpoint4(0, 1 << bit));
            ends.add(hash.endpoint6(0, 0, 1 << bit));
        }
        assertThat(ends).hasSize(2 * 64 + 32 + 2 * 16);
    }

    @Test
    void theViewOfADatagramHasTheHashesOfItsFields() {
        RandomDatagrams datagrams = new RandomDatagrams(random);
        for (int i = 0; i < 1000; i++) {
            Datagram datagram = datagrams.any();
            boolean four = datagram.version() == 4;
            assertThat(hash.source(datagram))
                    .isEqualTo(
                            four
                                    ? hash.endpoint4(datagram.sourceLow(), datagram.sourcePort())
                                    : hash.endpoint6(
                                            datagram.sourceHigh(), datagram.sourceLow(), datagram.sourcePort()));
            assertThat(hash.destination(datagram))
                    .isEqualTo(
                            four
                                    ? hash.endpoint4(datagram.destinationLow(), datagram.destinationPort())
                                    : hash.endpoint6(
                                            datagram.destinationHigh(),
                                            datagram.destinationLow(),
                                            datagram.destinationPort()));
        }
    }

    /** Payloads that differ in one octet: digests that cover it differ, the others do not. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 15, 16, 47, 48, 79, 80, 519, 520, 599})
    void aDigestCoversTheOctetsThatItNames(int changed) {
        byte[] payload = new byte[600];
        random.nextBytes(payload);
        byte[] other = payload.clone();
        other[changed] ^= 1;
        long digests = digests(payload);
        long prefixes = prefixes(payload);

        assertThat(FlowHash.longDigestOf(digests(other)) != FlowHash.longDigestOf(digests))
                .isEqualTo(changed < FlowHash.DIGEST_OCTETS);
        assertThat(FlowHash.prefixOf(digests(other)) != FlowHash.prefixOf(digests))
                .isEqualTo(changed < FlowHash.SHORT_OCTETS);
        assertThat(prefixes(other) >>> 32 != prefixes >>> 32).isEqualTo(changed < FlowHash.MIDDLE_OCTETS);
        assertThat((int) prefixes(other) != (int) prefixes).isEqualTo(changed < FlowHash.EXTENDED_OCTETS);
    }

    private Datagram lend(byte[] payload) {
        return new RandomDatagrams(random)
                .lend(Packets.udp4("10.0.0.1", 1, "10.0.0.2", 2).payload(payload), 0);
    }

    private long digests(byte[] payload) {
        return hash.payload(lend(payload));
    }

    private long prefixes(byte[] payload) {
        return hash.prefixes(lend(payload));
    }

    @Test
    void theDigestOfWhatAQuoteHoldsIsThatOfTheBeginningOfThePayload() {
        byte[] payload = new byte[600];
        random.nextBytes(payload);
        Datagram whole = lend(payload);
        for (int length = 0; length < payload.length; length++) {
            Datagram part = lend(java.util.Arrays.copyOf(payload, length));
            int covered = Math.min(length, FlowHash.DIGEST_OCTETS);
            assertThat(FlowHash.longDigestOf(hash.payload(part))).isEqualTo(hash.longDigest(whole, covered));
            assertThat(FlowHash.prefixOf(hash.payload(part)))
                    .isEqualTo(hash.prefix(whole, Math.min(length, FlowHash.SHORT_OCTETS)));
        }
    }

    @Test
    void aSeedOfItsOwnMakesHashesOfItsOwn() {
        FlowHash other = new FlowHash(2);

        assertThat(other.agrees(hash)).isFalse();
        assertThat(new FlowHash(1).agrees(hash)).isTrue();
        assertThat(other.endpoint4(1, 1)).isNotEqualTo(hash.endpoint4(1, 1));
    }
}
