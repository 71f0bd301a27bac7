package dev.udpbounce.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.timeline.Fate;
import dev.udpbounce.timeline.Fate.Verdict;
import dev.udpbounce.timeline.Sender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks the witness for verdicts on real sockets, and then the sockets themselves. */
class KernelWitnessTest {
    private static final int PMTUDISC_DONT = 0;
    private static final int PMTUDISC_INTERFACE = 4;

    private static @Nullable KernelWitness witness;

    /** One way of making a socket. */
    private enum Kind {
        CONNECTED,
        UNCONNECTED,
        CONNECTED_RECVERR,
        UNCONNECTED_RECVERR,
        CONNECTED_WITHOUT_DISCOVERY,
        RECVERR_WITHOUT_DISCOVERY;

        TestSocket open(int version, Flow to) throws KernelException {
            int level = version == 4 ? Libc.SOL_IP : Libc.SOL_IPV6;
            TestSocket socket = TestSocket.ofFamily(version == 4 ? Libc.AF_INET : Libc.AF_INET6);
            if (name().contains("RECVERR")) {
                socket.set(level, version == 4 ? Libc.IP_RECVERR : Libc.IPV6_RECVERR, 1);
            }
            if (name().contains("WITHOUT_DISCOVERY")) {
                int none = version == 4 ? PMTUDISC_DONT : PMTUDISC_INTERFACE;
                socket.set(level, version == 4 ? Libc.IP_MTU_DISCOVER : Libc.IPV6_MTU_DISCOVER, none);
            }
            return name().startsWith("UN")
                    ? socket.sendTo(to.destination(), to.destinationPort())
                    : socket.connect(to.destination(), to.destinationPort()).send();
        }
    }

    @BeforeAll
    static void open() throws IOException {
        LiveMachine.needsRoot();
        witness = KernelWitness.open(true);
    }

    @AfterAll
    static void close() {
        if (witness != null) {
            witness.close();
        }
    }

    private static KernelWitness witness() {
        assertThat(witness).isNotNull();
        return witness;
    }

    private static Flow to(int version, int port) {
        IpAddress host = TestSocket.loopback(version);
        return new Flow(host, 0, host, port);
    }

    private static Verdict verdict(Flow flow, int type, int code, long timeNs) {
        Fate fate = witness().fateOf(Experiment.bounce(flow, type, code, timeNs));
        assertThat(fate).isNotNull();
        assertThat(fate.basis()).isEqualTo(Fate.Basis.SOCKET);
        return fate.verdict();
    }

    static Stream<Arguments> everyErrorAtEverySocket() {
        List<Arguments> all = new ArrayList<>();
        for (Delivery delivery : Delivery.known()) {
            for (Kind kind : Kind.values()) {
                if (delivery.needsPathMtuDiscovery() || !kind.name().contains("WITHOUT_DISCOVERY")) {
                    all.add(Arguments.of(delivery.version(), delivery.type(), delivery.code(), kind));
                }
            }
        }
        return all.stream();
    }

    /** The datagrams arrive, so that the error is the forged one alone. */
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
        Sender sender = senderOfEnded(flow, beforeNs);
        assertThat(verdict(flow, version == 4 ? 3 : 1, version == 4 ? 3 : 4, beforeNs))
                .isEqualTo(experienced);
        assertThat(sender).isNotNull();
        assertThat(sender.pid()).isEqualTo(Libc.calls().getpid());
    }

    /** The word of the end may come late on a busy machine. */
    private static @Nullable Sender senderOfEnded(Flow flow, long timeNs) {
        Sender sender = null;
        for (int attempts = 0; sender == null && attempts < 1000; attempts++) {
            sender = witness().senderOf(Experiment.send(flow, timeNs));
            LockSupport.parkNanos(1_000_000);
        }
        return sender;
    }

    /** Asks until it is known that nobody sends from there any more. */
    private static void awaitNobodyAt(Flow flow) {
        Sender sender = witness().senderOf(Experiment.send(flow, RealTime.nowNs()));
        for (int attempts = 0; sender != null && attempts < 1000; attempts++) {
            LockSupport.parkNanos(1_000_000);
            sender = witness().senderOf(Experiment.send(flow, RealTime.nowNs()));
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
        Fate fate = witness()
                .fateOf(Experiment.bounce(
                        flow, version == 4 ? 3 : 1, version == 4 ? 3 : 4, laterNs, Experiment.send(flow, sentNs)));
        assertThat(fate).isNotNull();
        assertThat(fate.verdict()).isEqualTo(Verdict.NO_SOCKET);
    }

    @Test
    void withoutWordOfAnEndTheVerdictIsOpenUntilItWouldHaveCome() {
        Flow nobodys = new Flow(TestSocket.LOOPBACK, 7, TestSocket.LOOPBACK, 9);
        assertThat(verdict(nobodys, 3, 3, RealTime.nowNs())).isEqualTo(Verdict.UNKNOWN);
        LockSupport.parkNanos(1_500_000_000);
        assertThat(verdict(nobodys, 3, 3, RealTime.nowNs() - 1_200_000_000)).isEqualTo(Verdict.NO_SOCKET);
    }

    @Test
    void aSocketThatTakesThePortOfAnotherIsNotTakenForIt() throws IOException {
        int port = TestSocket.closedPort(4);
        int local = TestSocket.closedPort(4);
        Flow flow = new Flow(TestSocket.LOOPBACK, local, TestSocket.LOOPBACK, port);
        long firstNs = RealTime.nowNs();
        try (TestSocket first = TestSocket.ofFamily(Libc.AF_INET).bind(TestSocket.LOOPBACK, local)) {
            first.connect(TestSocket.LOOPBACK, port).send();
            assertThat(witness().senderOf(Experiment.send(flow, firstNs))).isNotNull();
        }
        awaitNobodyAt(flow);
        long secondNs = RealTime.nowNs();
        try (TestSocket second = TestSocket.ofFamily(Libc.AF_INET).bind(TestSocket.LOOPBACK, local)) {
            second.set(Libc.SOL_IP, Libc.IP_RECVERR, 1)
                    .connect(TestSocket.LOOPBACK, port)
                    .send();
            Sender sender = witness().senderOf(Experiment.send(flow, secondNs));
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
        try (TestSocket socket = TestSocket.ofFamily(Libc.AF_INET6)) {
            socket.set(Libc.SOL_IPV6, Libc.IPV6_RECVERR, 1).set(Libc.SOL_IP, Libc.IP_RECVERR, recverr ? 1 : 0);
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
        try (KernelWitness fresh = KernelWitness.open(true);
                TestSocket socket = Kind.CONNECTED.open(4, to(4, port))) {
            Flow flow = socket.flowTo(TestSocket.LOOPBACK, port);
            Sender sender = fresh.senderOf(Experiment.send(flow, RealTime.nowNs()));

            assertThat(sender).isNotNull();
            assertThat(sender.pid()).isEqualTo(Libc.calls().getpid());
            assertThat(sender.name()).isEqualTo(new ProcessTable().nameOf(sender.pid()));
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
        assertThat(witness().senderOf(Experiment.send(inbound, nowNs))).isNull();
        assertThat(witness().fateOf(Experiment.bounce(inbound, 3, 3, nowNs))).isNull();
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
            assertThat(witness().refusals()).isZero();
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }
}
