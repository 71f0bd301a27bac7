// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.OutputFaults;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.socket.KernelSockets;
import dev.udpbounce.socket.SocketLookup;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the sockets of the datagrams of a live capture, as far as this kernel reports them. */
final class LiveSockets implements AutoCloseable {
    private static final int MOST_LIMITS = 5;

    private final KernelSockets kernel;

    private LiveSockets(KernelSockets kernel) {
        this.kernel = kernel;
    }

    /** Starts watching, and prints what the kernel cannot report; returns null if it can report nothing. */
    static @Nullable LiveSockets open(boolean everyDatagram, Diagnostics diagnostics) {
        try {
            LiveSockets opened = new LiveSockets(KernelSockets.open(everyDatagram));
            diagnostics.warnings(opened.kernel.limits(), MOST_LIMITS);
            return opened;
        } catch (IOException e) {
            diagnostics.error("the kernel does not tell of its sockets", OutputFaults.reason(e));
            return null;
        }
    }

    /** Looks up the sockets of another network namespace too; prints why if that is not possible. */
    void add(NetworkNamespace namespace, Diagnostics diagnostics) {
        try {
            kernel.add(namespace);
        } catch (IOException e) {
            diagnostics.error(
                    "sockets in the network namespace " + namespace.name() + " are not looked up",
                    OutputFaults.reason(e));
        }
    }

    /** Forgets a network namespace that has ended. */
    void remove(String namespace) {
        kernel.remove(namespace);
    }

    SocketLookup kernel() {
        return kernel;
    }

    /** Prints what was omitted or lost. */
    void printLosses(Diagnostics diagnostics) {
        if (kernel.losses() > 0) {
            diagnostics.line(
                    kernel.losses() + " reports of the kernel on errors were lost: what they may have been about"
                            + " is predicted, and not observed");
        }
        if (kernel.refusals() > 0) {
            diagnostics.line(kernel.refusals() + " times no socket was looked up, because too many were asked for");
        }
    }

    @Override
    public void close() {
        kernel.close();
    }
}
