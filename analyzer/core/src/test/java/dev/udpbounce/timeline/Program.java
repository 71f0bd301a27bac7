package dev.udpbounce.timeline;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Delays;
import dev.udpbounce.correlate.Evidence;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.FlowRecord;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.correlate.Quoted;
import dev.udpbounce.correlate.Reporter;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.ExtendedError;
import dev.udpbounce.timeline.SocketCall.Kind;
import dev.udpbounce.timeline.SocketCall.Links;
import dev.udpbounce.timeline.SocketCall.Message;
import dev.udpbounce.timeline.SocketCall.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A traced program with one socket, whose calls and packets are told in microseconds since its start. Calls take ten of
 * them; a datagram leaves two after the entry of its call, and an error comes two after that.
 */
final class Program {
    static final long START_NS = 1_523_929_198_454_300_000L;
    static final int ECONNREFUSED = 111;
    static final int EAGAIN = 11;
    static final Endpoint CLOSED = loopback(1060);
    static final Endpoint LISTENING = loopback(2000);
    static final Endpoint LOCAL = loopback(45117);
    private static final Map<Integer, String> NAMES = Map.of(ECONNREFUSED, "ECONNREFUSED", EAGAIN, "EAGAIN");
    private static final Origin ANY = new Origin(0, null, "lo", 276, 2048, 9);

    final RecordingSink sink = new RecordingSink(true);
    private final StoryTeller story;
    private State state = State.NEW;
    private Endpoint local = LOCAL;
    private long frames;

    Program(boolean capturing) throws IOException {
        story = new StoryTeller(List.of(sink), false, capturing);
        story.start(START_NS);
    }

    static Endpoint loopback(int port) {
        return new Endpoint(new IpAddress(4, 0, 0x7f000001L), port);
    }

    Program connect(long at, Endpoint peer) {
        state = new State(peer, state.recverr4(), false, null);
        return call(at, 10, "connect", Kind.CONNECT, peer, 0, 0, List.of(), null);
    }

    /** {@code connect} with AF_UNSPEC. */
    Program disconnect(long at) {
        state = new State(null, state.recverr4(), false, null);
        return call(at, 10, "connect", Kind.CONNECT, null, 0, 0, List.of(), null);
    }

    Program recverr(long at) {
        state = new State(state.peer(), true, false, null);
        return call(at, 10, "setsockopt", Kind.OPTION, null, 0, 0, List.of(), null);
    }

    /** A send that succeeds, with its datagram. */
    Program send(long at, @Nullable Endpoint to) {
        Endpoint peer = to == null ? state.peer() : to;
        packet(at + 2, peer, 3);
        return sendAlone(at, to, 0);
    }

    /** A send that succeeds, its datagram, and the error that this brings. */
    Program bounce(long at, @Nullable Endpoint to) {
        send(at, to);
        return error(at + 4, frames, to == null ? state.peer() : to, 3, 3);
    }

    /** The call of a send, without a packet. */
    Program sendAlone(long at, @Nullable Endpoint to, int errno) {
        Message message = new Message(to == null ? state.peer() : to, 3, Prefix.NONE);
        return call(at, 10, "sendto", Kind.SEND, to, errno == 0 ? 3 : -1, errno, List.of(message), null);
    }

    /** A {@code sendmmsg} of some datagrams to the peer, of which the first was sent and brought an error. */
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
        ExtendedError error = new ExtendedError(ECONNREFUSED, "ECONNREFUSED", 2, 3, 3, 0, CLOSED.address(), 3);
        return call(at, 10, "recvmsg", Kind.ERROR_QUEUE, null, 3, 0, List.of(), error);
    }

    Program died(long at) {
        story.died(1, ns(at));
        return this;
    }

    /** The source of all packets from now on. */
    Program movesTo(Endpoint source) {
        local = source;
        return this;
    }

    /** A flow of the socket to a peer, at the end of the capture. */
    Program flow(Endpoint to, long sends, long bounced) {
        Flow flow = new Flow(local.address(), local.port(), to.address(), to.port());
        story.event(new Event.FlowSummary(
                new FlowRecord(flow, START_NS, START_NS, sends, bounced, 0, 0, sends - bounced, new Delays())));
        return this;
    }

    Program packet(long at, @Nullable Endpoint to, int length) {
        story.event(new Event.UdpSend(sent(++frames, at, to, length), Outcome.PENDING, 0, 0));
        return this;
    }

    /** An error about the datagram of frame {@code cause}. */
    Program error(long at, long cause, @Nullable Endpoint about, int type, int code) {
        Endpoint peer = about == null ? CLOSED : about;
        Send send = sent(cause, at - 2, peer, 3);
        story.event(new Event.IcmpError(new Bounce(
                ANY,
                ++frames,
                ns(at),
                -1,
                peer.address(),
                LOCAL.address(),
                type,
                code,
                new Quoted(send.flow(), 1, 64, 11, 0, 3, false),
                -1,
                List.of(),
                Reporter.DESTINATION,
                Match.EXACT,
                Set.of(Evidence.TUPLE),
                send,
                1,
                List.of(),
                null,
                0)));
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
        int reported = extended != null ? extended.errno() : delivers ? errno : 0;
        story.call(new SocketCall(
                name,
                kind,
                ns(at),
                ns(at + duration),
                new Sender(4711, 4711, "python3", 0, 99, 3),
                1,
                peer,
                "",
                messages,
                result,
                errno,
                NAMES.get(errno),
                reported,
                state,
                extended,
                Links.NONE));
        return this;
    }

    private static long ns(long microseconds) {
        return START_NS + microseconds * 1000;
    }

    SocketVerdict end() throws IOException {
        return story.finish().sockets().get(0);
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
