// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.observe.KernelReport.QueueEntry;
import dev.udpbounce.kernel.observe.KernelReport.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An ICMP error that the kernel set on a socket, or queued there, with what became of it so far. */
final class ReportedError {
    /**
     * The captured error.
     *
     * @param flow the quoted datagram's
     * @param sentNs when the datagram was sent; {@link #NEVER} if that is not known
     * @param errno that it sets
     */
    record Packet(long frame, long timeNs, Flow flow, long sentNs, int errno) {
        static final long NEVER = Long.MIN_VALUE;
    }

    private final Socket socket;
    private final long timeNs;
    private final @Nullable QueueEntry entry;
    private final List<Outcome> outcomes = new ArrayList<>(1);
    private @Nullable Packet packet;
    private int errno;
    private boolean set;
    private boolean told;

    /**
     * @param socket as it was when the error arrived
     * @param errno 0 if it is not known, because a call took it at once
     * @param timeNs nanoseconds since the Unix epoch
     * @param entry its entry in the error queue; null if it has none
     */
    ReportedError(Socket socket, int errno, long timeNs, @Nullable QueueEntry entry) {
        this.socket = socket;
        this.errno = errno;
        this.timeNs = timeNs;
        this.entry = entry;
    }

    Socket socket() {
        return socket;
    }

    /** Returns its errno; 0 as long as it is not known. */
    int errno() {
        return errno;
    }

    /** Returns whether it may be an error with this errno. */
    boolean mayBe(int itsErrno) {
        return errno == 0 || itsErrno == 0 || errno == itsErrno;
    }

    long timeNs() {
        return timeNs;
    }

    @Nullable
    QueueEntry entry() {
        return entry;
    }

    /** Returns the captured error; null as long as it was not seen. */
    @Nullable
    Packet packet() {
        return packet;
    }

    /** Returns whether it was set as the socket's pending error. */
    boolean isSet() {
        return set;
    }

    void setPending() {
        set = true;
    }

    /** Returns whether a call took it, or another one with the same errno. */
    boolean isTold() {
        return told;
    }

    /** @param toldErrno the errno of the call */
    void tell(int toldErrno) {
        told = true;
        errno = errno == 0 ? toldErrno : errno;
    }

    void addTo(Outcome outcome) {
        outcomes.add(outcome);
    }

    /** Returns whether it may be this captured error, as far as addresses, ports, type and code tell. */
    boolean fits(Bounce bounce, int itsErrno) {
        Flow flow = bounce.socketFlow();
        if (packet != null || !mayBe(itsErrno)) {
            return false;
        }
        if (socket.isBoundToAddress() && !socket.local().equals(flow.source())) {
            return false;
        }
        if (entry != null) {
            return entry.type() == bounce.icmp().type()
                    && entry.code() == bounce.icmp().code()
                    && entry.port() == flow.destinationPort()
                    && entry.destination().equals(flow.destination());
        }
        return !socket.connected()
                || (socket.peerPort() == flow.destinationPort() && socket.peer().equals(flow.destination()));
    }

    /** Assigns the captured error; returns what became of it. */
    List<Outcome> join(Packet itsPacket) {
        packet = itsPacket;
        errno = errno == 0 ? itsPacket.errno : errno;
        return outcomes;
    }
}
