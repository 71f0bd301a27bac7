// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.SocketConstants;
import org.junit.jupiter.api.Test;

/** The rule of pending errors that the whole program relies on, checked on real sockets. */
class PendingErrorTest {
    @Test
    void anUnconnectedSocketIsNotToldAndAConnectedOneIs() throws KernelException {
        int port = TestSocket.closedPort(4);
        try (TestSocket unconnected = TestSocket.ofFamily(SocketConstants.AF_INET);
                TestSocket connected = TestSocket.ofFamily(SocketConstants.AF_INET)) {
            unconnected.sendTo(TestSocket.LOOPBACK, port);
            connected.connect(TestSocket.LOOPBACK, port).send();
            assertThat(unconnected.nextErrno()).isZero();
            assertThat(connected.nextErrno()).isEqualTo(Errno.ECONNREFUSED.linux());
            assertThat(connected.nextErrno()).isZero();
        }
    }
}
