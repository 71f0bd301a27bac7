// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.OutputFaults;
import dev.udpbounce.cli.option.FailOn;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.session.Findings;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.socket.KernelSockets;
import dev.udpbounce.socket.SocketLookup;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Finds the sockets of the datagrams of a live capture, as far as this kernel reports them. */
final class LiveSockets {
    private static final int MOST_LIMITS = 5;

    private final KernelSockets kernel;

    private LiveSockets(KernelSockets kernel) {
        this.kernel = kernel;
    }

    /**
     * Starts watching, on a thread of its own: it takes as long as loading libpcap.
     *
     * @param everyDatagram whether every datagram of this machine will be captured
     */
    static Opening begin(boolean everyDatagram) {
        Opening opening = new Opening();
        Thread thread = new Thread(() -> opening.run(everyDatagram), "sockets-opening");
        thread.setDaemon(true);
        thread.start();
        return opening;
    }

    /** The start of watching, which ends when this is closed. */
    static final class Opening implements AutoCloseable {
        private final CompletableFuture<KernelSockets> kernel = new CompletableFuture<>();

        private void run(boolean everyDatagram) {
            try {
                kernel.complete(KernelSockets.open(everyDatagram));
            } catch (IOException | RuntimeException | LinkageError e) {
                kernel.completeExceptionally(e);
            }
        }

        /** Waits until the kernel reports what becomes of errors, or it is known that it cannot. */
        void await() {
            outcome();
        }

        private @Nullable KernelSockets outcome() {
            return kernel.handle((opened, fault) -> opened).join();
        }

        /** Prints what the kernel cannot report; returns null if it can report nothing. */
        @Nullable
        LiveSockets finish(Diagnostics diagnostics) {
            try {
                LiveSockets opened = new LiveSockets(kernel.join());
                diagnostics.warnings(opened.kernel.limits(), MOST_LIMITS);
                return opened;
            } catch (CompletionException e) {
                if (e.getCause() instanceof IOException fault) {
                    diagnostics.error("the kernel does not tell of its sockets", OutputFaults.reason(fault));
                    return null;
                }
                throw e;
            }
        }

        @Override
        public void close() {
            KernelSockets opened = outcome();
            if (opened != null) {
                opened.close();
            }
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

    /**
     * Fails if {@code --fail-on} asks for what the kernel does not report.
     *
     * @param sockets null if the kernel can report nothing
     */
    static void heedUnknown(
            @Nullable LiveSockets sockets, TimelineOptions options, Findings findings, Diagnostics diagnostics) {
        String unobserved = null;
        if (sockets == null || !sockets.kernel.observes()) {
            unobserved = "the kernel does not report here which call returns an error";
        } else if (sockets.kernel.losses() > 0) {
            unobserved = "reports of the kernel were lost";
        }
        for (FailOn what : List.of(FailOn.UNTOLD, FailOn.STALE, FailOn.LOST_SEND)) {
            // Who is told can be predicted, as long as the sockets are known.
            boolean isKnown = unobserved == null || (what == FailOn.UNTOLD && sockets != null);
            if (options.failsOn(what) && !isKnown) {
                diagnostics.error("--fail-on " + what + " cannot be answered: " + unobserved);
                findings.failed();
            }
        }
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
        if (kernel.lostTranslations() > 0) {
            diagnostics.line(
                    kernel.lostTranslations() + " times the kernel's reports on translated addresses (NAT) were lost:"
                            + " a datagram before and after is then recognized by its content");
        }
        if (kernel.forgottenTranslations() > 0) {
            diagnostics.line(kernel.forgottenTranslations()
                    + " translations of addresses (NAT) were forgotten: too many" + " at once");
        }
        if (kernel.refusals() > 0) {
            diagnostics.line(kernel.refusals() + " times no socket was looked up, because too many were asked for");
        }
    }
}
