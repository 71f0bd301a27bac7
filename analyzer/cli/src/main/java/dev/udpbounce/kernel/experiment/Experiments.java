// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.experiment;

import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.icmp.IcmpTable;
import java.util.ArrayList;
import java.util.List;

/** The experiments, in didactic order. */
public final class Experiments {
    /** Timeout of a receive that would otherwise wait indefinitely. */
    private static final int BOUND_MS = 200;

    /** Maximum wait for an error; on the loopback interface it usually arrives before the send returns. */
    private static final int ERROR_MS = 200;

    private static final Delivery PORT_UNREACHABLE = IcmpTable.linux(4, 3, 3);

    private Experiments() {}

    /** Returns all experiments; in total they wait for at most two seconds, usually half a second. */
    public static List<Experiment> all() {
        return List.of(programOne(), programTwo(), unconnected(), recverr(), alternating(), stale());
    }

    /**
     * Returns the predicted result of a call with a pending error: its errno, if the rule says that the socket is told.
     */
    private static String refused(String call, boolean told) {
        return call + " -1 " + (told ? PORT_UNREACHABLE.errnoName() : Errno.EAGAIN.name());
    }

    private static Experiment programOne() {
        return new Experiment(
                "Program one: connect, send, receive",
                "The send succeeded, which only means that the datagram was queued; its error waited in the connected"
                        + " socket, and the receive returned it.",
                List.of("sendto 3", refused("recvfrom", PORT_UNREACHABLE.tellsConnected())),
                bench -> {
                    try (BenchSocket socket = bench.socket()) {
                        socket.waitAtMost(BOUND_MS);
                        socket.connect(bench.closedPort());
                        socket.send("123");
                        socket.receive();
                    }
                });
    }

    private static Experiment programTwo() {
        return new Experiment(
                "Program two: connect, receive",
                "Nothing was sent, so nothing can bounce: this receive would wait for ever, and was bounded to "
                        + BOUND_MS + " ms here.",
                List.of("recvfrom -1 EAGAIN"),
                bench -> {
                    try (BenchSocket socket = bench.socket()) {
                        socket.waitAtMost(BOUND_MS);
                        socket.connect(bench.closedPort());
                        socket.receive();
                    }
                });
    }

    private static Experiment unconnected() {
        return new Experiment(
                "Unconnected: sendto, receive",
                "The error came and found a socket that is not connected: nobody was told of it (the receive was bounded"
                        + " to " + BOUND_MS + " ms).",
                List.of("sendto 3", refused("recvfrom", PORT_UNREACHABLE.tellsUnconnected())),
                bench -> {
                    try (BenchSocket socket = bench.socket()) {
                        socket.waitAtMost(BOUND_MS);
                        socket.sendTo("123", bench.closedPort());
                        socket.receive();
                    }
                });
    }

    private static Experiment recverr() {
        return new Experiment(
                "IP_RECVERR: sendto, read the error queue",
                "With IP_RECVERR the same unconnected socket is told, with everything: who reported it, type and code,"
                        + " and the payload that bounced.",
                List.of(
                        "sendto 3",
                        PORT_UNREACHABLE.tellsRecverr() ? "recvmsg 3" : "recvmsg -1 EAGAIN",
                        "recvmsg -1 EAGAIN"),
                bench -> {
                    try (BenchSocket socket = bench.socket()) {
                        socket.setRecverr();
                        socket.sendTo("123", bench.closedPort());
                        socket.awaitError(ERROR_MS);
                        socket.readErrorQueue();
                        socket.readErrorQueue();
                    }
                });
    }

    private static Experiment alternating() {
        int sends = 8;
        List<String> predictions = new ArrayList<>();
        for (int i = 0; i < sends; i++) {
            predictions.add(i % 2 == 0 ? "sendto 3" : refused("sendto", PORT_UNREACHABLE.tellsConnected()));
        }
        return new Experiment(
                "A loop of sends",
                "Every second send collected the error of the one before, and its own datagram never left: of " + sends
                        + " sends only half reached the wire.",
                predictions,
                bench -> {
                    try (BenchSocket socket = bench.socket()) {
                        socket.connect(bench.closedPort());
                        for (int i = 0; i < sends; i++) {
                            socket.send("12" + i);
                            if (i % 2 == 0) {
                                socket.awaitError(ERROR_MS);
                            }
                        }
                    }
                });
    }

    private static Experiment stale() {
        return new Experiment(
                "A stale error across connect",
                "The error about the closed port outlived connect() to a peer that listens, and cost the first datagram"
                        + " to that peer: the call that fails is not the guilty one.",
                List.of("sendto 3", refused("sendto", PORT_UNREACHABLE.tellsConnected()), "sendto 3", "recvfrom 3"),
                bench -> {
                    try (BenchSocket listener = bench.socket();
                            BenchSocket socket = bench.socket()) {
                        int port = listener.bind();
                        listener.waitAtMost(BOUND_MS);
                        socket.connect(bench.closedPort());
                        socket.send("123");
                        socket.awaitError(ERROR_MS);
                        socket.connect(port);
                        socket.send("456");
                        socket.send("789");
                        listener.receive();
                    }
                });
    }
}
