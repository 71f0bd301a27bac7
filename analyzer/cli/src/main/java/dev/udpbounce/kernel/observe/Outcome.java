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
    /** The usual difference of the clocks of reports and packets. */
    private static final long CLOCK_NS = 50_000;

    private final By by;
    private final KernelReport report;
    private final Processes.Known process;
    private final List<ReportedError> errors;
    private final ReportedError latest;
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

    /**
     * Returns it as it is to be told, after the errors that another call must have taken before; from then on it {@link
     * #isPassedOn}.
     */
    List<ObservedDelivery> passOn() {
        passedOn = true;
        List<ObservedDelivery> all = new ArrayList<>();
        List<ReportedError> together = new ArrayList<>();
        for (int i = 0; i < errors.size(); i++) {
            if (wasTakenBefore(i)) {
                all.add(delivery(By.UNKNOWN, List.of(errors.get(i))));
            } else {
                together.add(errors.get(i));
            }
        }
        all.add(delivery(by, together));
        return all;
    }

    /**
     * Returns whether an error was no longer pending when a later one arrived: a datagram was sent in between, and a send
     * takes what is pending.
     */
    private boolean wasTakenBefore(int index) {
        ReportedError error = errors.get(index);
        if (error.entry() != null) {
            return false;
        }
        for (ReportedError later : errors.subList(index + 1, errors.size())) {
            Packet packet = later.packet();
            if (packet != null && packet.sentNs() > error.timeNs() + CLOCK_NS) {
                return true;
            }
        }
        return false;
    }

    /** @param taken errors in the order in which they were set, with the latest one last */
    private ObservedDelivery delivery(By how, List<ReportedError> taken) {
        ReportedError last = taken.get(taken.size() - 1);
        List<Long> others = new ArrayList<>();
        for (ReportedError error : taken.subList(0, taken.size() - 1)) {
            if (error.packet() != null) {
                others.add(error.packet().frame());
            }
        }
        Packet packet = last.packet();
        long sinceNs = packet == null ? last.timeNs() : packet.timeNs();
        return new ObservedDelivery(
                report.timeNs(),
                how,
                last.errno(),
                new ObservedDelivery.Errors(
                        packet == null ? 0 : packet.frame(),
                        taken.size(),
                        others,
                        how.tells() ? Math.max(0, report.timeNs() - sinceNs) : -1),
                how.tells() && isStale(last, report.socket()),
                local(packet),
                peer(last),
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

    /** Returns the peer that an error is about. */
    private static @Nullable Endpoint peer(ReportedError error) {
        Packet packet = error.packet();
        if (packet != null) {
            return new Endpoint(packet.flow().destination(), packet.flow().destinationPort());
        }
        QueueEntry entry = error.entry();
        if (entry != null) {
            return new Endpoint(entry.destination(), entry.port());
        }
        Socket then = error.socket();
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
