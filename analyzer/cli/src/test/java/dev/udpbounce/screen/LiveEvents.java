// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.ProcessDetails;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketOwner;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events of a live capture on loopback: datagrams of processes, their errors, and what the kernel tells of these. */
final class LiveEvents {
    static final long DELAY_NS = 13_000;
    private static final IpAddress LOOPBACK = new IpAddress(4, 0, 0x7f000001);
    private static final Origin LO = new Origin(0, null, "lo", 1, 0, 9);
    private static final int CLIENT = 45_117;

    private final ScreenModel model;
    private long frame;
    private long timeNs = 1_523_929_198_454_346_000L;

    LiveEvents(ScreenModel model) {
        this.model = model;
    }

    static SocketOwner process(String name, int pid) {
        return new SocketOwner(pid, -1, name, 0, pid, 3);
    }

    static Fate fate(Fate.Verdict verdict, Fate.Basis basis) {
        return new Fate(verdict, basis, null, null, List.of(), -1);
    }

    /** Time of the latest event. */
    long timeNs() {
        return timeNs;
    }

    private static Flow flow(int from, int to) {
        return new Flow(LOOPBACK, from, LOOPBACK, to);
    }

    /** Sends a datagram to a port, and returns it. */
    Send send(int port, @Nullable SocketOwner owner) {
        return datagram(flow(CLIENT, port), owner);
    }

    /** Sends a datagram back. */
    void reply(int port) {
        datagram(flow(port, CLIENT), null);
    }

    private Send datagram(Flow flow, @Nullable SocketOwner owner) {
        timeNs += 1_000_000;
        Send send = new Send(LO, ++frame, timeNs, flow, 12, 1000, 64, false, -1);
        model.event(new Event.UdpSend(send, Outcome.PENDING, 0, 0, owner));
        return send;
    }

    /** Reports that a port is unreachable; returns the number of the frame. */
    long refuse(Send send, @Nullable Fate fate) {
        return error(
                send.flow(), BounceRecord.Attribution.to(send, Match.EXACT, Set.of()), send.timeNs() + DELAY_NS, fate);
    }

    /** Reports an error about a datagram that was not captured. */
    void refuseUnseen(int port) {
        error(flow(CLIENT, port), BounceRecord.Attribution.orphan(OrphanReason.UNSEEN), timeNs, null);
    }

    /** Reports an error again. */
    void repeat(Send send, long first) {
        BounceRecord.Attribution earlier = BounceRecord.Attribution.to(send, Match.EXACT, Set.of());
        error(send.flow(), BounceRecord.Attribution.repeating(earlier, first, LO, null), timeNs, null);
    }

    private long error(Flow quoted, BounceRecord.Attribution attribution, long atNs, @Nullable Fate fate) {
        timeNs = Math.max(timeNs, atNs);
        model.event(new Event.IcmpError(
                new BounceRecord(
                        BounceRecord.Sighting.plain(LO, ++frame, atNs),
                        BounceRecord.Icmp.plain(LOOPBACK, LOOPBACK, 3, 3, Reporter.DESTINATION),
                        new Quoted(quoted, 1000, 64, 20, 0, 12, false),
                        attribution),
                fate));
        return frame;
    }

    /** Tells what the kernel has done with an error. */
    void deliver(ObservedDelivery.By by, long error, SocketOwner owner) {
        model.event(new Event.Delivery(new ObservedDelivery(
                timeNs,
                by,
                111,
                new ObservedDelivery.Errors(error, 1, List.of(), 500),
                false,
                new SocketCall.Endpoint(LOOPBACK, CLIENT),
                null,
                owner,
                ProcessDetails.NONE)));
    }
}
