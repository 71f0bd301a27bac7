// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.render.Samples;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CommunityIdTest {
    private final CommunityId ids = new CommunityId();

    private String of(Flow flow) {
        return new String(ids.texts(), ids.of(flow), CommunityId.LENGTH, StandardCharsets.US_ASCII);
    }

    @Test
    void agreesWithTheSpecificationsExample() {
        Flow query = new Flow(Samples.ip4(192, 168, 1, 52), 54585, Samples.ip4(8, 8, 8, 8), 53);

        assertThat(of(query)).isEqualTo("1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
    }

    @Test
    void isTheSameInBothDirections() {
        for (Flow flow : flows(500)) {
            assertThat(of(flow.reversed())).isEqualTo(of(flow));
        }
    }

    @Test
    void agreesWithAnotherComputationForMoreFlowsThanAreRemembered() throws Exception {
        List<Flow> flows = flows(5000);
        for (int round = 0; round < 2; round++) {
            for (Flow flow : flows) {
                assertThat(of(flow)).isEqualTo(expected(flow));
            }
        }
    }

    private static List<Flow> flows(int count) {
        SplittableRandom random = new SplittableRandom(4711);
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean six = random.nextBoolean();
            int port = random.nextInt(65536);
            flows.add(new Flow(
                    address(six, random),
                    port,
                    address(six, random),
                    random.nextInt(10) == 0 ? port : random.nextInt(65536)));
        }
        return flows;
    }

    private static IpAddress address(boolean six, SplittableRandom random) {
        return six
                ? new IpAddress(6, random.nextLong(), random.nextInt(4))
                : new IpAddress(4, 0, random.nextLong(4) << 30);
    }

    private static String expected(Flow flow) throws Exception {
        byte[] source = InetAddress.getByName(flow.source().toString()).getAddress();
        byte[] destination =
                InetAddress.getByName(flow.destination().toString()).getAddress();
        int order = Arrays.compareUnsigned(source, destination);
        boolean swap = order > 0 || (order == 0 && flow.sourcePort() > flow.destinationPort());
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(new byte[2]);
        input.write(swap ? destination : source);
        input.write(swap ? source : destination);
        input.write(new byte[] {17, 0});
        input.write(ByteBuffer.allocate(4)
                .putShort((short) (swap ? flow.destinationPort() : flow.sourcePort()))
                .putShort((short) (swap ? flow.sourcePort() : flow.destinationPort()))
                .array());
        byte[] hash = MessageDigest.getInstance("SHA-1").digest(input.toByteArray());
        return "1:" + Base64.getEncoder().encodeToString(hash);
    }
}
