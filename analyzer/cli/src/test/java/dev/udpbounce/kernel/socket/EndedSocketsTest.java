// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.socket.EndedSockets.End;
import dev.udpbounce.kernel.sys.SocketConstants;
import org.junit.jupiter.api.Test;

class EndedSocketsTest {
    private static final IpAddress ANY = new IpAddress(4, 0, 0);
    private static final IpAddress ANY6 = new IpAddress(6, 0, 0);
    private static final IpAddress OTHER = new IpAddress(4, 0, 0x7f000002);

    private final EndedSockets ended = new EndedSockets(5);

    private static Flow flow(int port) {
        return new Flow(TestSocket.LOOPBACK, port, TestSocket.LOOPBACK, 1060);
    }

    private static SocketState socket(int family, IpAddress local, int port, IpAddress remote, int remotePort) {
        return new SocketState(family, remotePort != 0, local, port, remote, remotePort, 0, 7, -1, 0, 0, null);
    }

    private static SocketState unconnected(int port) {
        return socket(SocketConstants.AF_INET, ANY, port, ANY, 0);
    }

    @Test
    void theFirstEndAtATimeOrLaterIsFound() {
        End first = new End(unconnected(45117), 10);
        End second = new End(unconnected(45117), 20);
        ended.add(first);
        ended.add(new End(unconnected(45118), 15));
        ended.add(second);

        assertThat(ended.firstFrom(10, flow(45117))).isEqualTo(first);
        assertThat(ended.firstFrom(11, flow(45117))).isEqualTo(second);
        assertThat(ended.firstFrom(21, flow(45117))).isNull();
        assertThat(ended.firstFrom(0, flow(45119))).isNull();
    }

    @Test
    void aConnectedSocketIsThatOfItsOwnFlowOnly() {
        End toAnother =
                new End(socket(SocketConstants.AF_INET, TestSocket.LOOPBACK, 45117, TestSocket.LOOPBACK, 1061), 10);
        End atAnother = new End(socket(SocketConstants.AF_INET, OTHER, 45117, TestSocket.LOOPBACK, 1060), 10);
        End right = new End(socket(SocketConstants.AF_INET, TestSocket.LOOPBACK, 45117, TestSocket.LOOPBACK, 1060), 11);
        ended.add(toAnother);
        ended.add(atAnother);
        assertThat(ended.firstFrom(0, flow(45117))).isNull();
        assertThat(ended.hasAtPort(10, 45117))
                .as("it may have been connected otherwise before")
                .isTrue();
        assertThat(ended.hasAtPort(11, 45117)).isFalse();
        assertThat(ended.hasAtPort(0, 45118)).isFalse();
        ended.add(right);
        assertThat(ended.firstFrom(0, flow(45117))).isEqualTo(right);
    }

    @Test
    void anUnconnectedSocketOfIpv6MayHaveSentIpv4ButNotTheOtherWayRound() {
        Flow flow6 = new Flow(TestSocket.LOOPBACK6, 45117, TestSocket.LOOPBACK6, 1060);
        ended.add(new End(unconnected(45117), 10));
        assertThat(ended.firstFrom(0, flow6)).isNull();

        End dual = new End(socket(SocketConstants.AF_INET6, ANY6, 45117, ANY6, 0), 11);
        ended.add(dual);
        assertThat(ended.firstFrom(11, flow6)).isEqualTo(dual);
        assertThat(ended.firstFrom(11, flow(45117))).isEqualTo(dual);
    }

    @Test
    void theOldestEndsGiveWay() {
        ended.add(new End(unconnected(45117), 10));
        for (int i = 1; i < EndedSockets.CAPACITY; i++) {
            ended.add(new End(unconnected(1), 10));
        }
        assertThat(ended.firstFrom(0, flow(45117))).isNotNull();
        ended.add(new End(unconnected(1), 10));
        assertThat(ended.firstFrom(0, flow(45117))).isNull();
        assertThat(ended.firstFrom(0, flow(1))).isNotNull();
    }

    @Test
    void whenSomeWereMissedNothingBeforeIsSure() {
        ended.add(new End(unconnected(45117), 10));
        assertThat(ended.completeSinceNs()).isEqualTo(5);
        ended.missed(12);
        assertThat(ended.completeSinceNs()).isEqualTo(12);
        assertThat(ended.firstFrom(0, flow(45117))).isNull();
    }
}
