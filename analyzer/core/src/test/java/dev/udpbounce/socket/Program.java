// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.BounceRecord.Attribution;
import dev.udpbounce.event.BounceRecord.Icmp;
import dev.udpbounce.event.BounceRecord.Sighting;
import dev.udpbounce.event.Delays;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Prefix;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Answer;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.SocketCall.Request;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.focus.Focus;
import dev.udpbounce.socket.CallMerger.Packets;
import dev.udpbounce.timeline.RecordingSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A traced program with one or more sockets. Times of calls and packets are in microseconds since its start. A call
 * takes 10 µs; its datagram leaves 2 µs after the entry, and an error comes 2 µs later.
 */
final class Program {
    static final long START_NS = 1_523_929_198_454_300_000L;
    static final int ECONNREFUSED = 111;
    static final int EAGAIN = 11;
    static final int EPERM = 1;
    static final int EMSGSIZE = 90;
    static final int ENETUNREACH = 101;
    static final Endpoint CLOSED = loopback(1060);
    static final Endpoint LISTENING = loopback(2000);
    static final Endpoint LOCAL = loopback(45117);
    private static final long MEMORY = 1 << 20;
    private static final Origin ANY = new Origin(0, null, "lo", 276, 2048, 9);

    final RecordingSink sink = new RecordingSink(true);
    /** Gets events as they become known. */
    final RecordingSink watched = RecordingSink.watched();

    private final CallMerger story;
    private SocketState state = SocketState.NEW;
    private Endpoint local = LOCAL;
    private final Map<Long, SocketState> others = new HashMap<>();
    private long socket = 1;
    private long frames;

    Program(boolean capturing) throws IOException {
        this(capturing ? Packets.ALL : Packets.NONE);
    }

    Program(Packets seen) throws IOException {
        this(seen, Focus.ALL);
    }

    Program(Packets seen, Focus focus) throws IOException {
        story = new CallMerger(List.of(sink, watched), false, seen, MEMORY, focus);
        story.start(START_NS);
    }

    static Endpoint loopback(int port) {
        return new Endpoint(new IpAddress(4, 0, 0x7f000001L), port);
    }

    /** Makes the following steps use this socket, which sends from {@code source}. */
    Program on(long id, Endpoint source) {
        others.put(socket, state);
        socket = id;
        state = others.getOrDefault(id, SocketState.NEW);
        local = source;
        return this;
    }

    Program bind(long at) {
        state = state.withLocal(local);
        return call(at, 10, "bind", Kind.BIND, local, 0, 0, List.of(), null);
    }

    /** Makes the error queue receive transmit timestamps. */
    Program timestamps(long at) {
        state = state.withQueuedReports();
        return call(at, 10, "setsockopt", Kind.OPTION, null, 0, 0, List.of(), null);
    }

    /** Sets the path MTU that the kernel knows. */
    Program pathMtu(int mtu) {
        state = state.withPathMtu(mtu);
        return this;
    }

    /** Adds a wait that returns POLLERR. */
    Program poll(long at) {
        return call(at, 10, "poll", Kind.POLL, null, 1, 0, List.of(), null);
    }

    /** Adds a send of one message that the kernel segments, and its datagrams. */
    Program sendSegments(long at, int length, int segment) {
        for (int left = length; left > 0; left -= segment) {
            packet(at + 2, state.peer(), Math.min(left, segment));
        }
        Message message = new Message(state.peer(), length, Prefix.NONE, segment);
        return call(at, 10, "sendmsg", Kind.SEND, null, length, 0, List.of(message), null);
    }

    /** Adds a failing send of {@code length} octets. */
    Program sendFails(long at, Endpoint to, int length, int errno) {
        return call(at, 10, "sendto", Kind.SEND, to, -1, errno, List.of(new Message(to, length, Prefix.NONE)), null);
    }

    Program connect(long at, Endpoint peer) {
        state = state.withPeer(peer);
        return call(at, 10, "connect", Kind.CONNECT, peer, 0, 0, List.of(), null);
    }

    /** Adds a {@code connect} with AF_UNSPEC. */
    Program disconnect(long at) {
        state = state.withPeer(null);
        return call(at, 10, "connect", Kind.CONNECT, null, 0, 0, List.of(), null);
    }

    Program recverr(long at) {
        state = state.withRecverr(true, false);
        return call(at, 10, "setsockopt", Kind.OPTION, null, 0, 0, List.of(), null);
    }

    Program recverrOff(long at) {
        state = state.withRecverr(false, false);
        return call(at, 10, "setsockopt", Kind.OPTION, null, 0, 0, List.of(), null);
    }

    /** Adds a successful send with its datagram. */
    Program send(long at, @Nullable Endpoint to) {
        Endpoint peer = to == null ? state.peer() : to;
        packet(at + 2, peer, 3);
        return sendAlone(at, to, 0);
    }

    /** Adds a successful send, its datagram, and the error that it causes. */
    Program bounce(long at, @Nullable Endpoint to) {
        send(at, to);
        return error(at + 4, frames, to == null ? state.peer() : to, 3, 3);
    }

    /** Adds the call of a send, without a packet. */
    Program sendAlone(long at, @Nullable Endpoint to, int errno) {
        Message message = new Message(to == null ? state.peer() : to, 3, Prefix.NONE);
        return call(at, 10, "sendto", Kind.SEND, to, errno == 0 ? 3 : -1, errno, List.of(message), null);
    }

    /** Adds a {@code sendmmsg} of several datagrams to the peer; the first was sent and caused an error. */
    Program bounceFirstOf(int messages, long at) {
        packet(at + 2, state.peer(), 3);
        error(at + 4, frames, state.peer(), 3, 3);
        List<Message> given = Collections.nCopies(messages, new Message(state.peer(), 3, Prefix.NONE));
        return call(at, 10, "sendmmsg", Kind.SEND, null, 1, 0, given, null);
    }

    Program receive(long at, long duration, int errno) {
        return call(at, duration, "recvfrom", Kind.RECEIVE, null, errno == 0 ? 3 : -1, errno, List.of(), null);
    }

    Program readErrorQueue(long at) {
        ExtendedError error = new ExtendedError(ECONNREFUSED, 2, 3, 3, 0, CLOSED.address(), 3);
        return call(at, 10, "recvmsg", Kind.ERROR_QUEUE, null, 3, 0, List.of(), error);
    }

    /** Adds a read of a transmit timestamp from the error queue. */
    Program readTimestamp(long at) {
        ExtendedError entry = new ExtendedError(42, ExtendedError.TIMESTAMPING, 0, 0, 0, null, 45);
        return call(at, 10, "recvmsg", Kind.ERROR_QUEUE, null, 45, 0, List.of(), entry);
    }

    Program died(long at) {
        story.died(socket, ns(at));
        return this;
    }

    /** Sets the source of all following packets. */
    Program movesTo(Endpoint source) {
        local = source;
        return this;
    }

    /** Adds a flow of the socket to a peer, at the end of the capture. */
    Program flow(Endpoint to, long sends, long bounced) {
        return flow(to, sends, bounced, 0);
    }

    /** Adds a flow of the socket to a peer that has answered all of it. */
    Program answeredFlow(Endpoint to, long sends) {
        return flow(to, sends, 0, sends);
    }

    private Program flow(Endpoint to, long sends, long bounced, long answered) {
        Flow flow = new Flow(local.address(), local.port(), to.address(), to.port());
        OptionalLong at = OptionalLong.of(START_NS);
        long silent = sends - bounced - answered;
        story.event(
                new Event.FlowSummary(new FlowRecord(flow, at, at, sends, bounced, answered, 0, silent, new Delays())));
        return this;
    }

    Program packet(long at, @Nullable Endpoint to, int length) {
        story.event(new Event.UdpSend(sent(++frames, at, to, length), Outcome.PENDING, 0, 0));
        return this;
    }

    /** Adds an error about a datagram from the current source that was not captured. */
    Program orphan(long at, Endpoint about, int type, int code, Reporter reporter) {
        Send send = sent(0, at, about, 3);
        story.event(new Event.IcmpError(new BounceRecord(
                Sighting.plain(ANY, ++frames, ns(at)),
                Icmp.plain(local.address(), local.address(), type, code, reporter),
                new Quoted(send.flow(), 1, 64, 11, 0, 3, false),
                Attribution.orphan(OrphanReason.UNSEEN))));
        return this;
    }

    /** Adds an error about the datagram of frame {@code cause}. */
    Program error(long at, long cause, @Nullable Endpoint about, int type, int code) {
        Endpoint peer = about == null ? CLOSED : about;
        Send send = sent(cause, at - 2, peer, 3);
        story.event(new Event.IcmpError(new BounceRecord(
                Sighting.plain(ANY, ++frames, ns(at)),
                Icmp.plain(peer.address(), LOCAL.address(), type, code, Reporter.DESTINATION),
                new Quoted(send.flow(), 1, 64, 11, 0, 3, false),
                Attribution.to(send, Match.EXACT, Set.of(Evidence.TUPLE)))));
        return this;
    }

    /** Adds an error about the latest datagram that quotes the outer source, which a translator did not restore. */
    Program errorFromBehind(long at, Endpoint outer, Endpoint peer) {
        Send send = sent(frames, at - 2, peer, 3);
        Flow quoted = new Flow(outer.address(), outer.port(), peer.address(), peer.port());
        story.event(new Event.IcmpError(new BounceRecord(
                Sighting.plain(ANY, ++frames, ns(at)),
                Icmp.plain(peer.address(), local.address(), 3, 3, Reporter.DESTINATION),
                new Quoted(quoted, 1, 64, 11, 0, 3, false),
                Attribution.to(send, Match.EXACT, Set.of(Evidence.DESTINATION)))));
        return this;
    }

    private Send sent(long frame, long at, @Nullable Endpoint to, int length) {
        Endpoint peer = to == null ? CLOSED : to;
        Flow flow = new Flow(local.address(), local.port(), peer.address(), peer.port());
        return new Send(ANY, frame, ns(at), flow, length, 1, 64, false, -1);
    }

    private Program call(
            long at,
            long duration,
            String name,
            Kind kind,
            @Nullable Endpoint peer,
            long result,
            int errno,
            List<Message> messages,
            @Nullable ExtendedError extended) {
        boolean delivers = (kind == Kind.SEND || kind == Kind.RECEIVE) && errno != EAGAIN;
        int reported = extended != null ? (extended.isIcmp() ? extended.errno() : 0) : delivers ? errno : 0;
        story.call(new SocketCall(
                new Request(name, kind, ns(at), peer, "", messages),
                new Answer(ns(at + duration), result, errno, reported, extended),
                new SocketOwner(4711, 4711, "python3", 0, 99, 3),
                socket,
                state,
                Links.NONE));
        return this;
    }

    private static long ns(long microseconds) {
        return START_NS + microseconds * 1000;
    }

    /** Merges everything added so far; nothing earlier may follow. */
    Program settle() throws IOException {
        story.advance(Long.MAX_VALUE);
        return this;
    }

    /** Merges everything until this time. */
    Program advance(long at) throws IOException {
        story.advance(ns(at));
        return this;
    }

    SocketVerdict end() throws IOException {
        return verdicts().get(0);
    }

    List<SocketVerdict> verdicts() throws IOException {
        return ending().sockets();
    }

    CallMerger.Ending ending() throws IOException {
        return story.finish();
    }

    List<SocketCall> calls() {
        List<SocketCall> calls = new ArrayList<>();
        for (Event event : sink.events) {
            if (event instanceof Event.Syscall syscall) {
                calls.add(syscall.call());
            }
        }
        return calls;
    }

    SocketCall lastCall() {
        return calls().get(calls().size() - 1);
    }

    List<Bounce> errors() {
        List<Bounce> errors = new ArrayList<>();
        for (Event event : sink.events) {
            if (event instanceof Event.IcmpError error) {
                errors.add(error.bounce());
            }
        }
        return errors;
    }

    List<Fate> fates() {
        List<Fate> fates = new ArrayList<>();
        for (Event event : sink.events) {
            if (event instanceof Event.IcmpError error && error.fate() != null) {
                fates.add(error.fate());
            }
        }
        return fates;
    }
}
