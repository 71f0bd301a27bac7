// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.experiment;

import dev.udpbounce.event.SocketCall;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** The environment of an experiment: a closed port of this host, and a record of every call. */
public final class Bench {
    /** The port of the original experiment. */
    private static final int FIRST_CHOICE = 1060;

    private final CallLog log;
    private final int closedPort;
    private long sockets;

    /** @param calls receives every call, after its return */
    public Bench(Consumer<SocketCall> calls) throws KernelException {
        log = new CallLog(calls);
        int port;
        try {
            port = freePort(FIRST_CHOICE);
        } catch (KernelException e) {
            port = freePort(0); // the port is in use
        }
        closedPort = port;
    }

    /** Returns a port of 127.0.0.1 that was closed at construction. */
    int closedPort() {
        return closedPort;
    }

    BenchSocket socket() throws KernelException {
        return new BenchSocket(++sockets, log);
    }

    /** Returns the results of the predicted calls since the previous call of this method. */
    public List<String> observations() {
        return log.takeObservations();
    }

    private static int freePort(int wanted) throws KernelException {
        int fd = Libc.check(
                "socket",
                Libc.calls()
                        .socket(SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC, 0));
        try {
            ByteBuffer address = BenchSocket.loopback(wanted);
            Libc.check("bind", Libc.calls().bind(fd, address, address.capacity()));
            return BenchSocket.localPort(fd);
        } finally {
            Libc.calls().close(fd);
        }
    }
}
