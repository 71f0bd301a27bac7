// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import org.junit.jupiter.api.Test;

class TranslatedFlowsTest {
    private static final IpAddress CLIENT = new IpAddress(4, 0, 0x0a010007);
    private static final IpAddress OUTER = new IpAddress(4, 0, 0x0a020001);
    private static final IpAddress SERVER = new IpAddress(4, 0, 0x0a020002);
    private static final int CAPACITY = 8;

    private final TranslatedFlows flows = new TranslatedFlows(CAPACITY);

    private static Flow inside(int port) {
        return new Flow(CLIENT, port, SERVER, 53);
    }

    private static Flow outside(int port) {
        return new Flow(OUTER, port, SERVER, 53);
    }

    private static Connection connection(int port, int translated) {
        return new Connection(inside(port), outside(translated).reversed());
    }

    @Test
    void areKnownInBothDirections() {
        flows.add(connection(1000, 2000));

        assertThat(flows.before(outside(2000))).isEqualTo(inside(1000));
        assertThat(flows.before(inside(1000).reversed()))
                .isEqualTo(outside(2000).reversed());
        assertThat(flows.before(inside(1000))).isNull();
        assertThat(flows.before(outside(2000).reversed())).isNull();
    }

    @Test
    void areForgottenWithTheirConnection() {
        flows.add(connection(1000, 2000));
        flows.remove(connection(1001, 2000));
        assertThat(flows.before(outside(2000))).isEqualTo(inside(1000));
        flows.remove(connection(1000, 2000));

        assertThat(flows.before(outside(2000))).isNull();
        assertThat(flows.before(inside(1000).reversed())).isNull();
    }

    @Test
    void arePartOfOneConnectionOrUnclear() {
        flows.add(connection(1000, 2000));
        flows.add(connection(1000, 2000));
        assertThat(flows.before(outside(2000))).isNotNull();
        flows.add(connection(1001, 2000));

        assertThat(flows.before(outside(2000))).isNull();
        assertThat(flows.before(inside(1001).reversed()))
                .isEqualTo(outside(2000).reversed());
    }

    @Test
    void areOfABoundedNumber() {
        for (int i = 0; i < CAPACITY / 2; i++) {
            flows.add(connection(1000 + i, 2000 + i));
        }
        assertThat(flows.forgotten()).isZero();
        flows.add(connection(3000, 4000));

        assertThat(flows.forgotten()).isEqualTo(2);
        assertThat(flows.before(outside(2000))).isNull();
        assertThat(flows.before(outside(2001))).isEqualTo(inside(1001));
        assertThat(flows.before(outside(4000))).isEqualTo(inside(3000));
    }

    @Test
    void areForgottenAfterALoss() {
        flows.add(connection(1000, 2000));
        flows.clear();

        assertThat(flows.before(outside(2000))).isNull();
    }
}
