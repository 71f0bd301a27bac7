package dev.udpbounce.kernel.experiment;

import dev.udpbounce.kernel.KernelException;
import dev.udpbounce.kernel.Libc;
import dev.udpbounce.timeline.SocketCall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Where an experiment is made: a port of this host that nobody listens on, and a record of every call. */
public final class Bench {
    /** The port of the experiment that all this goes back to. */
    private static final int FIRST_CHOICE = 1060;

    private final Consumer<SocketCall> calls;
    private final int closedPort;
    private final List<String> observations = new ArrayList<>();
    private long sockets;

    /** @param calls takes every call, as it has returned */
    public Bench(Consumer<SocketCall> calls) throws KernelException {
        this.calls = calls;
        int port;
        try {
            port = freePort(FIRST_CHOICE);
        } catch (KernelException e) {
            port = freePort(0); // somebody listens there
        }
        closedPort = port;
    }

    /** A port of 127.0.0.1 that is closed at the moment. */
    int closedPort() {
        return closedPort;
    }

    BenchSocket socket() throws KernelException {
        return new BenchSocket(++sockets, this);
    }

    /** A call has returned; {@code observed} if it is one that a prediction is about. */
    void called(SocketCall call, boolean observed) {
        calls.accept(call);
        if (observed) {
            String answer = call.failed() ? "-1 " + call.errnoName() : Long.toString(call.result());
            observations.add(call.name() + " " + answer);
        }
    }

    /** What was answered by the calls that the predictions are about, since this was asked last. */
    public List<String> observations() {
        List<String> taken = List.copyOf(observations);
        observations.clear();
        return taken;
    }

    private static int freePort(int wanted) throws KernelException {
        int fd = Libc.check("socket", Libc.calls().socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0));
        try {
            ByteBuffer address = BenchSocket.loopback(wanted);
            Libc.check("bind", Libc.calls().bind(fd, address, address.capacity()));
            return BenchSocket.localPort(fd);
        } finally {
            Libc.calls().close(fd);
        }
    }
}
