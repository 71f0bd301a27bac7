// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.ObservedDelivery.By;
import dev.udpbounce.event.ProcessDetails;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.observe.KernelReport.QueueEntry;
import dev.udpbounce.kernel.observe.KernelReport.Socket;
import dev.udpbounce.kernel.observe.ReportedError.Packet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call, or the end of a socket, did with its errors. */
final class Outcome {
    private final By by;
    private final KernelReport report;
    private final Processes.Known process;
    private final List<ReportedError> errors;
    private final ReportedError latest;
    private final boolean stale;
    private boolean passedOn;

    /**
     * @param report of the call, or of the end
     * @param errors in the order in which they were set, at least one; the errno is that of the latest
     */
    Outcome(By by, KernelReport report, Processes.Known process, List<ReportedError> errors) {
        this.by = by;
        this.report = report;
        this.process = process;
        this.errors = List.copyOf(errors);
        latest = errors.get(errors.size() - 1);
        stale = by != By.CLOSED && isStale(latest, report.socket());
        for (ReportedError error : errors) {
            error.addTo(this);
        }
    }

    /** Returns whether the socket has left the peer that the error is about. */
    private static boolean isStale(ReportedError error, Socket now) {
        Socket then = error.socket();
        QueueEntry entry = error.entry();
        if (then.connected()) {
            return !now.connected()
                    || now.peerPort() != then.peerPort()
                    || !now.peer().equals(then.peer());
        }
        return entry != null
                && now.connected()
                && (now.peerPort() != entry.port() || !now.peer().equals(entry.destination()));
    }

    /** Returns whether the captured error is known of each. */
    boolean isComplete() {
        return errors.stream().allMatch(error -> error.packet() != null);
    }

    /** Returns when the latest error arrived, in nanoseconds since the Unix epoch. */
    long errorNs() {
        return latest.timeNs();
    }

    /** Returns whether any of its errors was captured. */
    boolean isOfCaptured() {
        return errors.stream().anyMatch(error -> error.packet() != null);
    }

    boolean isPassedOn() {
        return passedOn;
    }

    /** Returns it as it is to be told; from then on it {@link #isPassedOn}. */
    ObservedDelivery passOn() {
        passedOn = true;
        List<Long> others = new ArrayList<>();
        for (ReportedError error : errors.subList(0, errors.size() - 1)) {
            if (error.packet() != null) {
                others.add(error.packet().frame());
            }
        }
        Packet packet = latest.packet();
        long sinceNs = packet == null ? latest.timeNs() : packet.timeNs();
        return new ObservedDelivery(
                report.timeNs(),
                by,
                latest.errno(),
                new ObservedDelivery.Errors(
                        packet == null ? 0 : packet.frame(),
                        errors.size(),
                        others,
                        by == By.CLOSED ? -1 : Math.max(0, report.timeNs() - sinceNs)),
                stale,
                local(packet),
                peer(packet),
                owner(),
                details());
    }

    private Endpoint local(@Nullable Packet packet) {
        Socket socket = report.socket();
        IpAddress address = socket.isBoundToAddress() || packet == null
                ? socket.local()
                : packet.flow().source();
        return new Endpoint(address, socket.localPort());
    }

    /** Returns the peer that the latest error is about. */
    private @Nullable Endpoint peer(@Nullable Packet packet) {
        if (packet != null) {
            return new Endpoint(packet.flow().destination(), packet.flow().destinationPort());
        }
        QueueEntry entry = latest.entry();
        if (entry != null) {
            return new Endpoint(entry.destination(), entry.port());
        }
        Socket then = latest.socket();
        return then.connected() ? new Endpoint(then.peer(), then.peerPort()) : null;
    }

    private SocketOwner owner() {
        KernelReport.Caller caller = report.caller();
        String name = process.name().isEmpty() ? caller.name() : process.name();
        return new SocketOwner(caller.pid(), caller.tid(), name, caller.uid(), -1, -1, 1, process.container());
    }

    private ProcessDetails details() {
        return new ProcessDetails(process.command(), report.socket().network());
    }
}
