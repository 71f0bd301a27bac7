// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.fixtures.Packets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** First passes over parts, merged, know what one over all has recorded. */
class MergedFirstPassTest {
    private static final int SOURCE_ADDRESS = 12;
    private static final int QUOTE = 28;

    /** Numbers of errors that fit a list, that fit only together in none, and one part of which fits in none. */
    @ParameterizedTest
    @CsvSource({"10, 20", "400000, 300000", "700000, 10", "10, 700000"})
    void coverAllErrorsOfBothAndLittleElse(int errors, int others) throws IOException {
        FirstPass merged = new FirstPass(7);
        for (byte[] octets : List.of(pass(0, errors), pass(errors, others))) {
            assertThat(octets.length).isLessThan(15 << 20);
            merged.merge(new DataInputStream(new ByteArrayInputStream(octets)));
        }
        assertThat(merged.endNs()).isEqualTo(errors + others - 1);
        assertThat(merged.isSelective()).isTrue();
        merged.finish();

        FlowHash hash = merged.hash();
        long destination = hash.endpoint4(0x0a090909L, 53);
        int covered = 0;
        int byChance = 0;
        int all = errors + others;
        for (int i = 0; i < all; i++) {
            long flow = hash.flow(hash.endpoint4(i, 1), destination);
            covered += merged.quoted().cover(flow, 0, 0) ? 1 : 0;
            byChance += merged.quoted().cover(~flow, 0, 0) ? 1 : 0;
        }
        assertThat(covered).isEqualTo(all);
        assertThat(byChance).isLessThan(Math.max(2, all / 20));
        assertThat(merged.quoted().coverDestination(destination)).isTrue();
    }

    private static byte[] pass(int from, int errors) throws IOException {
        FirstPass pass = new FirstPass(7);
        ByteBuffer error = ByteBuffer.wrap(Packets.portUnreachable(
                        Packets.udp4("10.0.0.1", 1, "10.9.9.9", 53).payload("x"))
                .bytes());
        Frame frame = new Frame();
        Decoder decoder = Decoder.errorsOnly();
        Origin origin = new Origin(0, "some", null, 101, 0, 9);
        for (int i = from; i < from + errors; i++) {
            error.putInt(QUOTE + SOURCE_ADDRESS, i);
            frame.wrap(error, 0, error.capacity(), error.capacity(), i, i + 1L, origin);
            pass.at(frame);
            decoder.decode(frame, pass);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        pass.write(new DataOutputStream(octets));
        return octets.toByteArray();
    }
}
