// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.kernel.observe.Containers;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.LiveMachine;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares predicted verdicts on real sockets with what the sockets report. */
@Tag("live")
class KernelSocketsTest {
    private static final int PMTUDISC_DONT = 0;
    private static final int PMTUDISC_INTERFACE = 4;

    private static @Nullable KernelSockets sockets;

    /** A combination of socket properties. */
    private enum Kind {
        CONNECTED,
        UNCONNECTED,
        CONNECTED_RECVERR,
        UNCONNECTED_RECVERR,
        CONNECTED_WITHOUT_DISCOVERY,
        RECVERR_WITHOUT_DISCOVERY;

        TestSocket open(int version, Flow to) throws KernelException {
            int level = version == 4 ? SocketConstants.SOL_IP : SocketConstants.SOL_IPV6;
            TestSocket socket = TestSocket.ofFamily(version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6);
            if (name().contains("RECVERR")) {
                socket.set(level, version == 4 ? SocketConstants.IP_RECVERR : SocketConstants.IPV6_RECVERR, 1);
            }
            if (name().contains("WITHOUT_DISCOVERY")) {
                int none = version == 4 ? PMTUDISC_DONT : PMTUDISC_INTERFACE;
                socket.set(
                        level,
                        version == 4 ? SocketConstants.IP_MTU_DISCOVER : SocketConstants.IPV6_MTU_DISCOVER,
                        none);
            }
            return name().startsWith("UN")
                    ? socket.sendTo(to.destination(), to.destinationPort())
                    : socket.connect(to.destination(), to.destinationPort()).send();
        }
    }

    @BeforeAll
    static void open() throws IOException {
        LiveMachine.needsRoot();
        sockets = KernelSockets.openToPredict(true);
    }

    @AfterAll
    static void close() {
        if (sockets != null) {
            sockets.close();
        }
    }

    private static KernelSockets sockets() {
        assertThat(sockets).isNotNull();
        return sockets;
    }

    private static Flow to(int version, int port) {
        IpAddress host = TestSocket.loopback(version);
        return new Flow(host, 0, host, port);
    }

    private static Verdict verdict(Flow flow, int type, int code, long timeNs) {
        Fate fate = sockets().fateOf(Experiment.bounce(flow, type, code, timeNs));
        assertThat(fate).isNotNull();
        assertThat(fate.basis()).isEqualTo(Fate.Basis.SOCKET);
        return fate.verdict();
    }

    static Stream<Arguments> everyErrorAtEverySocket() {
        List<Arguments> all = new ArrayList<>();
        for (IcmpCode delivery : IcmpTable.known()) {
            for (Kind kind : Kind.values()) {
                if (delivery.linux().needsPathMtuDiscovery() || !kind.name().contains("WITHOUT_DISCOVERY")) {
                    all.add(Arguments.of(delivery.version(), delivery.type(), delivery.code(), kind));
                }
            }
        }
        return all.stream();
    }

    /** The datagrams arrive, so the forged error is the only one. */
    @ParameterizedTest
    @MethodSource("everyErrorAtEverySocket")
    void theVerdictIsWhatTheSocketExperiences(int version, int type, int code, Kind kind) throws IOException {
        try (TestSocket peer = TestSocket.listening(version);
                TestSocket socket = kind.open(version, to(version, peer.port()))) {
            Flow flow = socket.flowTo(TestSocket.loopback(version), peer.port());
            long beforeNs = RealTime.nowNs();
            Experiment.deliver(flow, type, code);
            Verdict predicted = verdict(flow, type, code, beforeNs);
            assertThat(predicted).isEqualTo(Experiment.experienced(socket));
        }
    }

    /** A translator on the path passed the error on, and left its own address in the quote. */
    @ParameterizedTest
    @EnumSource
    void byAQuoteThatWasNotTranslatedBackOnlyASocketAtAnyAddressIsFound(Kind kind) throws IOException {
        try (TestSocket peer = TestSocket.listening(4);
                TestSocket socket = kind.open(4, to(4, peer.port()))) {
            Flow flow = socket.flowTo(TestSocket.LOOPBACK, peer.port());
            IpAddress outer = new IpAddress(4, 0, 0xcb007107L);
            Flow quoted = new Flow(outer, flow.sourcePort(), flow.destination(), flow.destinationPort());
            long beforeNs = RealTime.nowNs();
            Experiment.deliver(quoted, flow.source(), 3, 3);
            Send cause = Experiment.send(flow, beforeNs - 1000);
            Fate fate = sockets().fateOf(Experiment.bounce(quoted, 3, 3, beforeNs, cause));
            assertThat(fate).isNotNull();
            Verdict experienced = Experiment.experienced(socket);
            if (kind.name().startsWith("UN")) {
                assertThat(fate.verdict()).isEqualTo(experienced);
            } else {
                assertThat(experienced).isEqualTo(Verdict.NEVER_TOLD);
                assertThat(fate.verdict()).isEqualTo(Verdict.NO_SOCKET);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void anErrorThatWasReadBeforeAnybodyLookedWasQueuedAllTheSame(int version) throws IOException {
        int port = TestSocket.closedPort(version);
        long beforeNs = RealTime.nowNs();
        try (TestSocket socket = Kind.UNCONNECTED_RECVERR.open(version, to(version, port))) {
            Flow flow = socket.flowTo(TestSocket.loopback(version), port);
            assertThat(Experiment.experienced(socket)).isEqualTo(Verdict.QUEUED);
            assertThat(verdict(flow, version == 4 ? 3 : 1, version == 4 ? 3 : 4, beforeNs))
                    .isEqualTo(Verdict.QUEUED);
        }
    }

    static Stream<Arguments> shortLives() {
        return Stream.of(4, 6).flatMap(version -> Stream.of(Kind.values()).map(kind -> Arguments.of(version, kind)));
    }

    @ParameterizedTest
    @MethodSource("shortLives")
    void aSocketThatIsClosedAtOnceIsJudgedAsIfItLived(int version, Kind kind) throws IOException {
        int port = TestSocket.closedPort(version);
        long beforeNs = RealTime.nowNs();
        Flow flow;
        Verdict experienced;
        try (TestSocket socket = kind.open(version, to(version, port))) {
            flow = socket.flowTo(TestSocket.loopback(version), port);
            experienced = Experiment.experienced(socket);
        }
        SocketOwner sender = senderOfEnded(flow, beforeNs);
        assertThat(verdict(flow, version == 4 ? 3 : 1, version == 4 ? 3 : 4, beforeNs))
                .isEqualTo(experienced);
        assertThat(sender).isNotNull();
        assertThat(sender.pid()).isEqualTo(Libc.calls().getpid());
    }

    /** The announcement of the end may be late on a busy machine. */
    private static @Nullable SocketOwner senderOfEnded(Flow flow, long timeNs) {
        SocketOwner sender = null;
        for (int attempts = 0; sender == null && attempts < 60_000; attempts++) {
            sender = sockets().senderOf(Experiment.send(flow, timeNs));
            LockSupport.parkNanos(1_000_000);
        }
        return sender;
    }

    /** Queries until the flow has no sender. */
    private static void awaitNobodyAt(Flow flow) {
        SocketOwner sender = sockets().senderOf(Experiment.send(flow, RealTime.nowNs()));
        for (int attempts = 0; sender != null && attempts < 60_000; attempts++) {
            LockSupport.parkNanos(1_000_000);
            sender = sockets().senderOf(Experiment.send(flow, RealTime.nowNs()));
        }
        assertThat(sender).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void anErrorForASocketThatWasClosedBeforeIsNobodys(int version) throws IOException {
        int port = TestSocket.closedPort(version);
        Flow flow;
        long sentNs = RealTime.nowNs();
        try (TestSocket socket = Kind.CONNECTED.open(version, to(version, port))) {
            flow = socket.flowTo(TestSocket.loopback(version), port);
        }
        assertThat(senderOfEnded(flow, sentNs)).isNotNull();
        long laterNs = RealTime.nowNs();
        Experiment.deliver(flow, version == 4 ? 3 : 1, version == 4 ? 3 : 4);
        Fate fate = sockets()
                .fateOf(Experiment.bounce(
                        flow, version == 4 ? 3 : 1, version == 4 ? 3 : 4, laterNs, Experiment.send(flow, sentNs)));
        assertThat(fate).isNotNull();
        assertThat(fate.verdict()).isEqualTo(Verdict.NO_SOCKET);
    }

    @Test
    void withoutWordOfAnEndTheVerdictIsOpenUntilItWouldHaveCome() {
        Flow nobodys = new Flow(TestSocket.LOOPBACK, 7, TestSocket.LOOPBACK, 9);
        Verdict atOnce = verdict(nobodys, 3, 3, RealTime.nowNs());
        // A busy machine may be late, but not every time.
        for (int attempts = 0; atOnce != Verdict.UNKNOWN && attempts < 100; attempts++) {
            atOnce = verdict(nobodys, 3, 3, RealTime.nowNs());
        }
        assertThat(atOnce).isEqualTo(Verdict.UNKNOWN);
        LockSupport.parkNanos(1_500_000_000);
        assertThat(verdict(nobodys, 3, 3, RealTime.nowNs() - 1_200_000_000)).isEqualTo(Verdict.NO_SOCKET);
    }

    @Test
    void aSocketThatTakesThePortOfAnotherIsNotTakenForIt() throws IOException {
        int port = TestSocket.closedPort(4);
        int local = TestSocket.closedPort(4);
        Flow flow = new Flow(TestSocket.LOOPBACK, local, TestSocket.LOOPBACK, port);
        long firstNs = RealTime.nowNs();
        try (TestSocket first = TestSocket.ofFamily(SocketConstants.AF_INET).bind(TestSocket.LOOPBACK, local)) {
            first.connect(TestSocket.LOOPBACK, port).send();
            assertThat(sockets().senderOf(Experiment.send(flow, firstNs))).isNotNull();
        }
        awaitNobodyAt(flow);
        long secondNs = RealTime.nowNs();
        try (TestSocket second = TestSocket.ofFamily(SocketConstants.AF_INET).bind(TestSocket.LOOPBACK, local)) {
            second.set(SocketConstants.SOL_IP, SocketConstants.IP_RECVERR, 1)
                    .connect(TestSocket.LOOPBACK, port)
                    .send();
            SocketOwner sender = sockets().senderOf(Experiment.send(flow, secondNs));
            assertThat(sender).isNotNull();
            assertThat(sender.inode()).isEqualTo(second.inode());
        }
        assertThat(senderOfEnded(flow, secondNs)).isNotNull();
        assertThat(verdict(flow, 3, 3, secondNs + 1)).isEqualTo(Verdict.QUEUED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onAnIpv6SocketIpErrorsFollowTheOptionOfIpv4(boolean recverr) throws IOException {
        int port = TestSocket.closedPort(4);
        long beforeNs = RealTime.nowNs();
        try (TestSocket socket = TestSocket.ofFamily(SocketConstants.AF_INET6)) {
            socket.set(SocketConstants.SOL_IPV6, SocketConstants.IPV6_RECVERR, 1)
                    .set(SocketConstants.SOL_IP, SocketConstants.IP_RECVERR, recverr ? 1 : 0);
            socket.sendTo(TestSocket.LOOPBACK, port);
            Flow flow = socket.flowTo(TestSocket.LOOPBACK, port);
            Verdict predicted = verdict(flow, 3, 3, beforeNs);
            assertThat(predicted).isEqualTo(recverr ? Verdict.QUEUED : Verdict.NEVER_TOLD);
            assertThat(predicted).isEqualTo(Experiment.experienced(socket));
        }
    }

    @Test
    void theSenderIsTheProcessThatHasTheSocketOpen() throws IOException {
        int port = TestSocket.closedPort(4);
        try (KernelSockets fresh = KernelSockets.open(true);
                TestSocket socket = Kind.CONNECTED.open(4, to(4, port))) {
            Flow flow = socket.flowTo(TestSocket.LOOPBACK, port);
            SocketOwner sender = fresh.senderOf(Experiment.send(flow, RealTime.nowNs()));

            assertThat(sender).isNotNull();
            assertThat(sender.pid()).isEqualTo(Libc.calls().getpid());
            assertThat(sender.name()).isEqualTo(new ProcessTable(Containers.ofMachine()).nameOf(sender.pid()));
            assertThat(sender.uid()).isEqualTo(Libc.calls().geteuid());
            assertThat(sender.inode()).isEqualTo(socket.inode());
            assertThat(sender.fd()).isEqualTo(socket.fd());
            assertThat(sender.tid()).as("a socket belongs to no thread").isEqualTo(-1);
        }
    }

    @Test
    void ofDatagramsFromElsewhereNothingIsSaid() {
        IpAddress elsewhere = new IpAddress(4, 0, 0xc0000209L);
        Flow inbound = new Flow(elsewhere, 53, TestSocket.LOOPBACK, 45117);
        long nowNs = RealTime.nowNs();
        assertThat(sockets().senderOf(Experiment.send(inbound, nowNs))).isNull();
        assertThat(sockets().fateOf(Experiment.bounce(inbound, 3, 3, nowNs))).isNull();
    }

    @Test
    void aQuoteWithoutPortsLeavesTheVerdictOpen() {
        Flow flow = new Flow(TestSocket.LOOPBACK, -1, TestSocket.LOOPBACK, -1);
        assertThat(verdict(flow, 3, 3, RealTime.nowNs())).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void manyErrorsAtOnceAreAllJudged() throws IOException {
        int port = TestSocket.closedPort(4);
        List<TestSocket> sockets = new ArrayList<>();
        long beforeNs = RealTime.nowNs();
        try {
            for (int i = 0; i < 200; i++) {
                sockets.add(Kind.values()[i % 4].open(4, to(4, port)));
            }
            for (TestSocket socket : sockets) {
                Flow flow = socket.flowTo(TestSocket.LOOPBACK, port);
                assertThat(verdict(flow, 3, 3, beforeNs)).isEqualTo(Experiment.experienced(socket));
            }
            assertThat(sockets().refusals()).isZero();
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }
}
