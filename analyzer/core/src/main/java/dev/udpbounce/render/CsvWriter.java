package dev.udpbounce.render;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.correlate.Evidence;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.OrphanReason;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.correlate.Quoted;
import dev.udpbounce.correlate.Reporter;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.Fate;
import dev.udpbounce.timeline.Sender;
import dev.udpbounce.timeline.SocketCall;
import dev.udpbounce.timeline.Summary;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the datagrams, errors and calls of a timeline as CSV (RFC 4180, lines ending in LF): a header, then a row for each,
 * under the names of the JSON timeline. Lists stand in one cell with spaces in between. The stream that it writes to
 * stays open.
 */
public final class CsvWriter implements EventSink {
    private static final Words<Outcome> OUTCOMES = new Words<>(Outcome.class);
    private static final Words<Reporter> REPORTERS = new Words<>(Reporter.class);
    private static final Words<Match> MATCHES = new Words<>(Match.class);
    private static final Words<Evidence> EVIDENCES = new Words<>(Evidence.class);
    private static final Words<OrphanReason> ORPHAN_REASONS = new Words<>(OrphanReason.class);
    private static final Words<Fate.Verdict> VERDICTS = new Words<>(Fate.Verdict.class);
    private static final Words<Fate.Basis> BASES = new Words<>(Fate.Basis.class);
    private static final Words<Fate.Story> STORIES = new Words<>(Fate.Story.class);
    private static final List<List<String>> COLUMNS = List.of(
            CsvColumns.COMMON, CsvColumns.UDP_SEND, CsvColumns.ICMP_ERROR, CsvColumns.SYSCALL, CsvColumns.LATER);
    private static final int FATE_CELLS = 5;
    private static final int PROCESS_CELLS = 6;

    private final Utf8Output out;
    private final CsvRow row;
    private long firstNs;
    private boolean headed;

    public CsvWriter(OutputStream stream, Flush flush) {
        out = new Utf8Output(stream, flush);
        row = new CsvRow(out);
    }

    @Override
    public boolean wantsOrder() {
        return true;
    }

    @Override
    public void begin(long newFirstNs) throws IOException {
        firstNs = newFirstNs;
        header();
    }

    @Override
    public void event(Event event) throws IOException {
        header();
        if (event instanceof Event.UdpSend send) {
            send(send);
            row.empty(CsvColumns.SYSCALL.size());
            row.known(send.send().depth(), 1);
            row.foreign(send.send().comment());
            row.empty(1);
            row.end();
        } else if (event instanceof Event.IcmpError error) {
            error(error.bounce());
            fate(error.fate());
            row.empty(CsvColumns.SYSCALL.size());
            row.known(error.bounce().depth(), 1);
            row.foreign(error.bounce().comment());
            Send cause = error.bounce().cause();
            row.known(cause == null ? 0 : cause.depth(), 1);
            row.end();
        } else if (event instanceof Event.Syscall syscall) {
            call(syscall.call());
            row.empty(CsvColumns.LATER.size());
            row.end();
        }
        out.endOfEvent();
    }

    @Override
    public void end(Summary summary) throws IOException {
        header();
        out.flush();
    }

    private void header() throws IOException {
        if (!headed) {
            headed = true;
            for (List<String> names : COLUMNS) {
                for (String name : names) {
                    row.word(name);
                }
            }
            row.end();
        }
    }

    private void packet(String type, Origin origin, long frame, long timeNs, int vlan) throws IOException {
        row.word(type);
        row.time(timeNs);
        row.number(timeNs - firstNs);
        row.foreign(origin.file());
        row.number(frame);
        row.foreign(origin.interfaceName());
        row.known(vlan, 0);
    }

    private void ends(Flow flow) throws IOException {
        row.address(flow.source());
        row.known(flow.sourcePort(), 0);
        row.address(flow.destination());
        row.known(flow.destinationPort(), 0);
        row.word("UDP");
    }

    private void call(SocketCall call) throws IOException {
        row.word("syscall");
        row.time(call.entryNs());
        row.number(call.entryNs() - firstNs);
        row.empty(4);
        endpoint(call.state().local());
        endpoint(call.peer() == null ? call.state().peer() : call.peer());
        row.word("UDP");
        row.empty(4 + CsvColumns.UDP_SEND.size() + CsvColumns.ICMP_ERROR.size());
        row.word(call.name());
        row.known(call.sender().fd(), 0);
        row.number(call.socketId());
        row.foreign(call.detail());
        row.known(call.sent().size() == 1 ? call.sent().get(0).length() : -1, 0);
        row.number(call.result());
        row.known(call.errno(), 1);
        row.word(call.errnoName());
        row.known(call.reported() == call.errno() ? 0 : call.reported(), 1);
        row.time(call.entryNs());
        row.time(call.exitNs());
        row.number(call.exitNs() - call.entryNs());
        row.flag(call.state().connected());
        row.flag(call.state().recverr());
        frames(call.links().sent());
        frames(call.links().reports());
        row.known(call.links().toldAfterNs(), 0);
        boolean sends = call.kind() == SocketCall.Kind.SEND && (!call.failed() || call.lostItsDatagram());
        row.word(sends ? String.valueOf(!call.lostItsDatagram()) : null);
        process(call.sender());
    }

    private void endpoint(SocketCall.@Nullable Endpoint endpoint) throws IOException {
        if (endpoint == null) {
            row.empty(2);
        } else {
            row.address(endpoint.address());
            row.number(endpoint.port());
        }
    }

    private void send(Event.UdpSend event) throws IOException {
        Send send = event.send();
        packet("udp_send", send.origin(), send.frame(), send.timeNs(), send.vlan());
        ends(send.flow());
        row.number(send.flow().version());
        row.empty(2);
        row.communityId(send.flow());
        row.known(send.payloadLength(), 0);
        row.known(send.ipId(), 0);
        row.known(send.ttl(), 0);
        row.word(send.fragment() ? "true" : null);
        row.word(OUTCOMES.text(event.outcome()));
        row.known(event.errorFrame(), 1);
        row.known(event.replyFrame(), 1);
        process(event.sender());
        row.empty(CsvColumns.ICMP_ERROR.size());
    }

    private void error(Bounce bounce) throws IOException {
        packet("icmp_error", bounce.origin(), bounce.frame(), bounce.timeNs(), bounce.vlan());
        row.address(bounce.source());
        row.empty(1);
        row.address(bounce.destination());
        row.empty(1);
        row.word(bounce.version() == 4 ? "ICMP" : "IPv6-ICMP");
        row.number(bounce.version());
        row.number(bounce.type());
        row.number(bounce.code());
        row.communityId(bounce.quoted().flow());
        row.empty(CsvColumns.UDP_SEND.size());
        Delivery delivery = bounce.delivery();
        row.word(delivery.name());
        row.word(REPORTERS.text(bounce.reporter()));
        match(bounce);
        row.known(bounce.mtu(), 0);
        quoted(bounce.quoted());
        row.list();
        for (Extension extension : bounce.extensions()) {
            row.item(extension.classNum() + "/" + extension.classType() + ":" + extension.data());
        }
        told(delivery);
    }

    private void match(Bounce bounce) throws IOException {
        row.word(MATCHES.text(bounce.match()));
        row.list();
        for (Evidence evidence : bounce.evidence()) {
            row.item(EVIDENCES.text(evidence));
        }
        Send cause = bounce.cause();
        row.known(cause == null ? 0 : cause.frame(), 1);
        row.foreign(otherFile(bounce, cause));
        row.known(bounce.match() == Match.AMBIGUOUS ? bounce.candidates() : -1, 0);
        frames(bounce.candidateFrames());
        row.word(bounce.orphanReason() == null ? null : ORPHAN_REASONS.text(bounce.orphanReason()));
        row.known(bounce.duplicateOf(), 1);
        if (bounce.hasDelay()) {
            row.number(bounce.delayNs());
        } else {
            row.empty(1);
        }
    }

    private static @Nullable String otherFile(Bounce bounce, @Nullable Send cause) {
        if (cause == null
                || Objects.equals(cause.origin().file(), bounce.origin().file())) {
            return null;
        }
        return cause.origin().file();
    }

    private void quoted(Quoted quoted) throws IOException {
        ends(quoted.flow());
        row.known(quoted.ipId(), 0);
        row.known(quoted.ttl(), 0);
        row.known(quoted.udpLength(), 0);
        row.known(quoted.udpChecksum(), 0);
        row.known(quoted.payloadPresent(), 0);
        row.flag(quoted.truncated());
    }

    private void frames(List<Long> frames) throws IOException {
        row.list();
        for (Long frame : frames) {
            row.item(frame);
        }
    }

    private void told(Delivery delivery) throws IOException {
        row.known(delivery.errnoName() == null ? -1 : delivery.errno(), 0);
        row.word(delivery.errnoName());
        row.flag(delivery.tellsConnected());
        row.flag(delivery.tellsUnconnected());
        row.flag(delivery.tellsRecverr());
    }

    private void fate(@Nullable Fate fate) throws IOException {
        if (fate == null) {
            row.empty(FATE_CELLS);
            process(null);
            return;
        }
        row.word(VERDICTS.text(fate.verdict()));
        row.word(BASES.text(fate.basis()));
        row.word(fate.story() == null ? null : STORIES.text(fate.story()));
        frames(fate.coalescedWith());
        row.known(fate.toldAfterNs(), 0);
        process(fate.sender());
    }

    private void process(@Nullable Sender sender) throws IOException {
        if (sender == null) {
            row.empty(PROCESS_CELLS);
            return;
        }
        row.known(sender.pid(), 0);
        row.known(sender.tid(), 0);
        row.foreign(sender.name());
        row.known(sender.uid() == -1 ? -1 : Integer.toUnsignedLong(sender.uid()), 0);
        row.known(sender.inode(), 0);
        row.known(sender.fd(), 0);
    }
}
