// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.event.Summary;
import dev.udpbounce.focus.Focus;
import dev.udpbounce.focus.FocusedEvents;
import dev.udpbounce.timeline.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges the calls of a traced program with the packets of its sockets, and finds the call that delivered each error.
 *
 * <p>Calls come from one thread and packets, as events of a live capture, from another; both are nearly in order of
 * time, with different delays. Everything therefore waits until {@link #advance} promises that nothing earlier will
 * come. A datagram belongs to the call between whose entry and exit it was seen. It is claimed before the deliveries of
 * calls at that time are determined, so that a call on another thread may deliver the error. An error belongs to the
 * socket that the kernel finds by the quote, whichever socket sent the datagram.
 */
public final class CallMerger implements EventSink {
    /** The packets that are seen beside the calls. */
    public enum Packets {
        /** No packets: there are only calls. */
        NONE,
        /** All packets of this network namespace. */
        ALL,
        /** The packets that pass the user's filter. */
        FILTERED
    }

    /** A packet's timestamp may be this much later than the exit of its call. */
    private static final long CLAIM_SLACK_NS = 500_000;
    /** After this time, a call in progress at the time of an error has returned and claimed its datagrams. */
    private static final long ERROR_SLACK_NS = 10_000_000;
    /** After this time, every error that came during a call has found its socket. */
    private static final long REPORT_SLACK_NS = 20_000_000;

    /**
     * How long an event waits for earlier ones before it is shown to a person who watches: calls that block, and errors
     * whose outcome is open.
     */
    private static final long WATCHED_NS = 500_000_000;

    /** Approximate memory of a step with its packet, octets. */
    private static final int OCTETS_OF_STEP = 1024;

    private static final long MIN_STEPS = 1 << 12;
    private static final long MAX_STEPS = 1 << 18;

    private final Timeline timeline;
    private final FocusedEvents focused;
    private final boolean all;
    private final boolean capturing;
    private final boolean seesAll;
    private final StepQueue steps;
    private final TraceSums sums = new TraceSums();
    private final SocketReplays sockets;
    private final SocketFinder finder = new SocketFinder();
    private final Claims claims;
    private final ErrorAssignment errors;
    private final HeldCalls calls;
    private final ForgottenSockets others = new ForgottenSockets();
    private Summary packets = Summary.EMPTY;

    /**
     * Passes its events to {@code sinks}.
     *
     * @param all whether packets of other sockets become events as well
     * @param memoryBytes approximate memory for events that wait to be ordered, octets; steps that wait to be merged
     *     take up to the same amount
     */
    public CallMerger(List<? extends EventSink> sinks, boolean all, Packets seen, long memoryBytes) {
        this(sinks, all, seen, memoryBytes, Focus.ALL);
    }

    /** @param focus which events are shown */
    public CallMerger(List<? extends EventSink> sinks, boolean all, Packets seen, long memoryBytes, Focus focus) {
        timeline = new Timeline(sinks, memoryBytes);
        focused = new FocusedEvents(focus, timeline, true);
        int most = (int) Math.max(MIN_STEPS, Math.min(MAX_STEPS, memoryBytes / OCTETS_OF_STEP / 2));
        steps = new StepQueue(most);
        claims = new Claims(most / 2);
        this.all = all;
        capturing = seen != Packets.NONE;
        seesAll = seen == Packets.ALL;
        calls = new HeldCalls(seen == Packets.FILTERED, most / 4, this::add);
        sockets = new SocketReplays(
                memoryBytes / 4,
                call -> new SocketReplay(call.socketId(), call.caller(), seesAll, this::add),
                this::forgotten);
        errors = new ErrorAssignment(finder, claims, sockets, calls, all, most / 4, this::add);
    }

    /** Starts the trace at the instant that offsets count from. */
    public synchronized void start(long timeNs) throws IOException {
        sums.start(timeNs);
        focused.begin(timeNs);
        timeline.begin(timeNs);
    }

    /** Adds a call that has returned. */
    public void call(SocketCall call) {
        steps.at(call.answer().exitNs(), () -> note(call));
        if (!capturing) {
            steps.at(call.answer().exitNs(), () -> emit(call));
            return;
        }
        if (call.request().kind() == Kind.SEND && !call.failed()) {
            steps.at(call.answer().exitNs() + CLAIM_SLACK_NS, () -> claim(call));
        }
        steps.at(call.answer().exitNs() + REPORT_SLACK_NS, () -> emit(call));
    }

    /** Notes that the last descriptor of a socket was closed, or its last process ended. */
    public void died(long socketId, long timeNs) {
        steps.at(timeNs, () -> sockets.ended(socketId, timeNs));
        // The calls before that have then been applied, and no other can take an error.
        steps.at(timeNs + REPORT_SLACK_NS + 1, () -> sockets.settle(socketId));
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    /** Outcomes go into the summary. */
    @Override
    public boolean wantsOutcomes() {
        return true;
    }

    /** Payloads identify the call of a datagram. */
    @Override
    public boolean wantsPayloads() {
        return true;
    }

    @Override
    public void event(Event event) {
        if (event instanceof Event.UdpSend send) {
            steps.ofPacket(event.timeNs(), () -> {
                sums.seen(send.send());
                Claims.Seen forgotten = claims.seen(send.send(), send.payload());
                if (forgotten != null) {
                    unclaimed(forgotten);
                }
            });
        } else if (event instanceof Event.IcmpError error) {
            // Its datagram was seen before, but may be claimed only at the exit of a call in progress.
            steps.ofPacket(event.timeNs() + ERROR_SLACK_NS, () -> errors.add(error.bounce()));
        } else {
            steps.ofPacket(event.timeNs() + REPORT_SLACK_NS, () -> sum(event));
        }
    }

    /** Ends the packets; {@link #finish} ends the timeline. */
    @Override
    public synchronized void end(Summary summary) {
        packets = summary;
    }

    /** Emits everything that nothing earlier than {@code horizonNs} can change any more. */
    public synchronized void advance(long horizonNs) throws IOException {
        try {
            steps.run(horizonNs);
            timeline.release(Long.MIN_VALUE);
            if (horizonNs != Long.MAX_VALUE) {
                timeline.releaseSoon(horizonNs - WATCHED_NS);
                timeline.pause();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Drops everything that waits or will arrive, after an output or this process has failed. */
    public synchronized void abandon() {
        steps.abandon();
    }

    /**
     * The result of a trace.
     *
     * @param sockets verdict of each socket
     * @param others sum of further sockets, for which there was no room
     */
    public record Ending(Summary summary, List<SocketVerdict> sockets, SocketVerdict.Sum others) {}

    /** Ends the timeline and returns the verdict of each socket. */
    public synchronized Ending finish() throws IOException {
        advance(Long.MAX_VALUE);
        try {
            claims.unclaimed(this::unclaimed);
            errors.giveUp();
            List<SocketReplay> held = sockets.all();
            held.forEach(SocketReplay::finish);
            timeline.releaseAll();
            List<SocketVerdict> verdicts = held.stream()
                    .filter(socket -> calls.isSelected(socket.id()))
                    .map(SocketReplay::verdict)
                    .toList();
            SocketVerdict.Sum sumOfOthers = others.sum();
            Summary summary = sums.summary(
                            packets, verdicts, sumOfOthers, calls.forgotten(), timeline.late(), focused.shown())
                    .withBounces(focused.bounces(List.of()));
            timeline.end(summary);
            return new Ending(summary, verdicts, sumOfOthers);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Removes a socket for which there is no room any more. */
    private void forgotten(SocketReplay socket) {
        finder.remove(socket);
        if (calls.isSelected(socket.id())) {
            others.add(socket);
        }
        calls.leave(socket);
    }

    private void note(SocketCall call) {
        SocketReplay socket = sockets.of(call);
        int port = socket.note(call);
        if (port != 0) {
            errors.located(socket, port);
        }
        sockets.changed(socket);
    }

    private void claim(SocketCall call) {
        SocketReplay socket = sockets.of(call);
        for (SocketCall.Message message : call.sent()) {
            for (Claims.Seen seen : claims.claim(call, message, socket, CLAIM_SLACK_NS)) {
                Flow flow = seen.send().flow();
                socket.history()
                        .sentFrom(
                                new Endpoint(flow.source(), flow.sourcePort()),
                                call.request().entryNs());
                calls.select(socket);
                errors.located(socket, flow.sourcePort());
            }
        }
    }

    private void emit(SocketCall call) {
        List<Long> sent = new ArrayList<>();
        for (Claims.Seen seen : claims.ofCall(call)) {
            sent.add(seen.send().frame());
            packet(seen, call.caller());
        }
        SocketReplay socket = sockets.of(call);
        Links links = socket.call(call, List.copyOf(sent), !calls.filtering());
        claims.done(call);
        sockets.changed(socket);
        calls.add(new Event.Syscall(call.linked(links)));
    }

    private void packet(Claims.Seen seen, @Nullable SocketOwner owner) {
        Outcome outcome = seen.errorFrame() == 0 ? Outcome.PENDING : Outcome.BOUNCED;
        add(new Event.UdpSend(seen.send(), outcome, seen.errorFrame(), 0, owner));
    }

    private void unclaimed(Claims.Seen seen) {
        Flow flow = seen.send().flow();
        finder.eachAt(flow, calls::select);
        if (all || finder.knows(flow)) {
            packet(seen, null);
        }
    }

    /** Adds a summary of a flow or of the capture; a flow's only if its sockets are known. */
    private void sum(Event event) {
        if (!(event instanceof Event.FlowSummary flow)) {
            add(event);
        } else if (all || (flow.flow().bounced() > 0 && finder.knows(flow.flow().flow()))) {
            add(event);
        } else if (finder.knows(flow.flow().flow())) {
            sums.add(flow.flow());
        }
    }

    private void add(Event event) {
        sums.count(event);
        focused.add(event);
    }
}
