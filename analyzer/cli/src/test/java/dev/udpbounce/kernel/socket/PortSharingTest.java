// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Flow;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.observe.Containers;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets of this process and of others at one port. Requires no privileges. */
class PortSharingTest {
    private static final int SO_REUSEPORT = 15;
    private static final int PEER = 1060;

    private SocketTable table;
    private PortSharing sharing;

    @BeforeEach
    void open() throws KernelException {
        table = SocketTable.open();
        sharing = new PortSharing(table, new SocketOwners(new ProcessTable(Containers.ofMachine()), null));
    }

    @AfterEach
    void close() {
        table.close();
    }

    private static TestSocket shared(int port) throws KernelException {
        return TestSocket.ofFamily(SocketConstants.AF_INET)
                .set(SocketConstants.SOL_SOCKET, SO_REUSEPORT, 1)
                .bind(TestSocket.LOOPBACK, port);
    }

    private SocketOwner senderOf(Flow flow) throws KernelException {
        SocketState found = table.find(flow, 0);
        assertThat(found).isNotNull();
        SocketOwner owner = sharing.senderOf(flow, found);
        assertThat(owner).isNotNull();
        return owner;
    }

    @Test
    void theOnlySocketOfAPortIsTheSenders() throws IOException {
        try (TestSocket socket = shared(0)) {
            SocketOwner owner = senderOf(socket.flowTo(TestSocket.LOOPBACK, PEER));

            assertThat(owner.pid()).isEqualTo(Libc.calls().getpid());
            assertThat(owner.inode()).isEqualTo(socket.inode());
            assertThat(owner.candidates()).isEqualTo(1);
        }
    }

    @Test
    void ofTwoSocketsOfAProcessItIsNotKnownWhichSent() throws IOException {
        try (TestSocket one = shared(0);
                TestSocket other = shared(one.port())) {
            SocketOwner owner = senderOf(other.flowTo(TestSocket.LOOPBACK, PEER));

            assertThat(owner.pid()).isEqualTo(Libc.calls().getpid());
            assertThat(owner.inode()).isEqualTo(-1);
            assertThat(owner.candidates()).isEqualTo(1);
        }
    }

    @Test
    void aSocketThatIsConnectedElsewhereDidNotSend() throws IOException {
        try (TestSocket one = shared(0);
                TestSocket connected = shared(one.port()).connect(TestSocket.LOOPBACK, PEER + 1)) {
            SocketOwner owner = senderOf(one.flowTo(TestSocket.LOOPBACK, PEER));

            assertThat(owner.inode()).isEqualTo(one.inode());
            assertThat(senderOf(connected.flowTo(TestSocket.LOOPBACK, PEER + 1)).inode())
                    .isEqualTo(-1);
        }
    }

    @Test
    void ofTooManySocketsNothingIsSaid() throws IOException {
        List<TestSocket> open = new ArrayList<>();
        try {
            open.add(shared(0));
            while (open.size() < 64) {
                open.add(shared(open.get(0).port()));
            }
            Flow flow = open.get(0).flowTo(TestSocket.LOOPBACK, PEER);
            assertThat(senderOf(flow).pid()).isEqualTo(Libc.calls().getpid());
            open.add(shared(open.get(0).port()));
            SocketState found = table.find(flow, 0);
            assertThat(found).isNotNull();
            assertThat(new PortSharing(table, new SocketOwners(new ProcessTable(Containers.ofMachine()), null))
                            .senderOf(flow, found))
                    .isNull();
        } finally {
            open.forEach(TestSocket::close);
        }
    }

    @Test
    void ofSocketsOfTwoProcessesTheSenderIsOneOfThem() throws IOException {
        try (TestSocket socket = shared(0)) {
            Process other = new ProcessBuilder("python3", "-c", """
                    import socket, sys
                    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                    s.bind(('127.0.0.1', %d))
                    print('bound', flush=True)
                    sys.stdin.read()
                    """.formatted(socket.port())).start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("bound");
                SocketOwner owner = senderOf(socket.flowTo(TestSocket.LOOPBACK, PEER));

                assertThat(owner)
                        .isEqualTo(new SocketOwner(-1, -1, "", Libc.calls().geteuid(), -1, -1, 2));
            } finally {
                other.destroy();
            }
        }
    }
}
