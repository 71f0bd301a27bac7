// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries the kernel about sockets of this process. Requires no privileges. */
class SocketTableTest {
    private static final int PORT = 1060;

    private SocketTable table;

    @BeforeEach
    void open() throws KernelException {
        table = SocketTable.open();
    }

    @AfterEach
    void close() {
        table.close();
    }

    private static TestSocket socket(int version) throws KernelException {
        return TestSocket.ofFamily(version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void aConnectedSocketIsFoundByItsFlow(int version) throws IOException {
        try (TestSocket socket = socket(version).connect(TestSocket.loopback(version), PORT)) {
            Flow flow = socket.flowTo(TestSocket.loopback(version), PORT);
            SocketState state = table.find(flow, 0);

            assertThat(state).isNotNull();
            assertThat(state.connected()).isTrue();
            assertThat(state.local()).isEqualTo(flow.source());
            assertThat(state.localPort()).isEqualTo(socket.port());
            assertThat(state.remote()).isEqualTo(flow.destination());
            assertThat(state.remotePort()).isEqualTo(PORT);
            assertThat(state.uid()).isEqualTo(Libc.calls().geteuid());
            assertThat(state.inode()).isEqualTo(socket.inode());
            assertThat(state.cookie()).isPositive();
            assertThat(state.receiveQueue()).isZero();
            assertThat(table.find(socket.flowTo(flow.destination(), PORT + 1), 0))
                    .as("another peer's errors are not for it")
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void anUnconnectedSocketIsFoundByEveryFlowOfItsPort(int version) throws IOException {
        try (TestSocket socket = socket(version).sendTo(TestSocket.loopback(version), PORT)) {
            SocketState state = table.find(socket.flowTo(TestSocket.loopback(version), PORT), 1);
            SocketState same = table.find(socket.flowTo(TestSocket.loopback(version), 9), 0);

            assertThat(state).isNotNull();
            assertThat(state.connected()).isFalse();
            assertThat(state.inode()).isEqualTo(socket.inode());
            assertThat(same).isNotNull();
            assertThat(same.cookie()).isEqualTo(state.cookie());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whetherIpErrorsAreQueuedIsShown(int recverr) throws IOException {
        try (TestSocket socket = socket(4).set(SocketConstants.SOL_IP, SocketConstants.IP_RECVERR, recverr)) {
            socket.sendTo(TestSocket.LOOPBACK, PORT);
            SocketState state = table.find(socket.flowTo(TestSocket.LOOPBACK, PORT), 0);
            assertThat(state).isNotNull();
            assertThat(state.recverr()).isEqualTo(recverr == 1);
        }
    }

    @Test
    void ofIpv6ErrorsItIsNotShownButTheQueueGrows() throws IOException {
        int port = TestSocket.closedPort(6);
        try (TestSocket socket = socket(6).set(SocketConstants.SOL_IPV6, SocketConstants.IPV6_RECVERR, 1)) {
            socket.sendTo(TestSocket.LOOPBACK6, port);
            Flow flow = socket.flowTo(TestSocket.LOOPBACK6, port);
            SocketState state = table.find(flow, 0);

            assertThat(state).isNotNull();
            assertThat(state.recverr()).isFalse();
            assertThat(state.receiveQueue()).isPositive();
            assertThat(socket.takeQueued()).isTrue();
            SocketState emptied = table.find(flow, 0);
            assertThat(emptied).isNotNull();
            assertThat(emptied.receiveQueue()).isZero();
        }
    }

    @Test
    void anIpv6SocketIsFoundByTheIpv4FlowThatItSent() throws IOException {
        try (TestSocket unconnected = socket(6).sendTo(TestSocket.LOOPBACK, PORT);
                TestSocket connected = socket(6).connect(TestSocket.LOOPBACK, PORT)) {
            SocketState first = table.find(unconnected.flowTo(TestSocket.LOOPBACK, PORT), 0);
            SocketState second = table.find(connected.flowTo(TestSocket.LOOPBACK, PORT), 0);

            assertThat(first).isNotNull();
            assertThat(first.family()).isEqualTo(SocketConstants.AF_INET6);
            assertThat(first.inode()).isEqualTo(unconnected.inode());
            assertThat(second).isNotNull();
            assertThat(second.remote()).isEqualTo(TestSocket.LOOPBACK);
        }
    }

    @Test
    void nobodyIsFoundWhereNobodyIs() throws IOException {
        int port = TestSocket.closedPort(4);
        assertThat(table.find(new Flow(TestSocket.LOOPBACK, port, TestSocket.LOOPBACK, PORT), 0))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void aDumpShowsWhatALookUpShows(int version) throws IOException {
        try (TestSocket socket = socket(version).connect(TestSocket.loopback(version), PORT)) {
            SocketState state = table.find(socket.flowTo(TestSocket.loopback(version), PORT), 0);
            assertThat(table.all(version)).contains(state);
            assertThat(table.all(version == 4 ? 6 : 4)).doesNotContain(state);
        }
    }

    @Test
    void aDumpOfManySocketsIsComplete() throws IOException {
        TestSocket[] sockets = new TestSocket[300];
        try {
            for (int i = 0; i < sockets.length; i++) {
                sockets[i] = socket(4).connect(TestSocket.LOOPBACK, PORT);
            }
            long mine = table.all(4).stream()
                    .filter(state -> state.remotePort() == PORT)
                    .map(SocketState::localPort)
                    .distinct()
                    .count();
            assertThat(mine).isGreaterThanOrEqualTo(sockets.length);
        } finally {
            for (TestSocket socket : sockets) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }
}
