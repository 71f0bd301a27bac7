package dev.udpbounce.render;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.correlate.Quoted;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.timeline.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Words the events: what stands in a line to the right of its time. */
final class EventText {
    /** Below what any system sends by default: a probe such as traceroute's, or a datagram at the end of a loop. */
    private static final int REMARKABLE_TTL = 32;

    private static final int UDP_HEADER = 8;

    private final TextLine line;
    private final Glyphs glyphs;
    private final InputLabels labels;
    private final FateText fates;
    private final boolean delayHasColumn;
    /** Type and code of both versions that have been explained: 2 * 65 536 at most. */
    private final Set<Integer> explained = new HashSet<>();

    EventText(TextLine line, Glyphs glyphs, InputLabels labels, boolean delayHasColumn) {
        this.line = line;
        this.glyphs = glyphs;
        this.labels = labels;
        fates = new FateText(glyphs);
        this.delayHasColumn = delayHasColumn;
    }

    static String endpoint(IpAddress address, int port) {
        StringBuilder text = new StringBuilder(24);
        endpoint(address, port, text);
        return text.toString();
    }

    private static void endpoint(IpAddress address, int port, StringBuilder text) {
        if (address.version() == 4) {
            text.append(address);
        } else {
            text.append('[').append(address).append(']');
        }
        text.append(':');
        if (port < 0) {
            text.append('?');
        } else {
            text.append(port);
        }
    }

    /** Frame number, with its input if there are several. */
    void frame(Origin origin, long frame, StringBuilder text) {
        String label = labels.of(origin);
        if (!label.isEmpty()) {
            text.append(label).append(':');
        }
        text.append(frame);
    }

    /** A frame number in a sentence. */
    private void reference(Origin origin, long frame, StringBuilder text) {
        if (labels.of(origin).isEmpty()) {
            text.append('#');
        }
        frame(origin, frame, text);
    }

    /** The delay of an error; with a question mark where the datagram is not sure, and alone where the delay is not. */
    void delay(Bounce bounce, StringBuilder text) {
        if (bounce.hasDelay()) {
            Durations.append(bounce.delayNs(), glyphs, text);
        }
        if (!bounce.hasDelay() || bounce.match() == Match.AMBIGUOUS) {
            text.append('?');
        }
    }

    void send(Event.UdpSend event) {
        Send send = event.send();
        flow(send.flow());
        size(send.payloadLength(), send.ipId());
        if (send.ttl() >= 0 && send.ttl() < REMARKABLE_TTL) {
            line.put(Style.FAINT, "ttl " + send.ttl());
        }
        if (send.fragment()) {
            line.put(Style.FAINT, "first fragment");
        }
        vlan(send.vlan());
        tunnel(send.depth());
        if (event.sender() != null) {
            line.put(Style.PLAIN, fates.process(event.sender()));
        }
        outcome(event.outcome(), event.replyFrame());
        comment(send.comment());
    }

    private void flow(Flow flow) {
        StringBuilder source = line.piece();
        endpoint(flow.source(), flow.sourcePort(), source);
        line.put(Style.PLAIN, source.append(' ').append(glyphs.arrow()));
        StringBuilder destination = line.piece();
        endpoint(flow.destination(), flow.destinationPort(), destination);
        line.put(1, Style.PLAIN, destination);
    }

    private void size(int payload, int ipId) {
        StringBuilder size = line.piece().append("UDP");
        if (payload >= 0) {
            size.append(' ').append(payload).append(payload == 1 ? " byte" : " bytes");
        }
        line.put(Style.PLAIN, size);
        if (ipId >= 0) {
            line.put(Style.FAINT, line.piece().append("id ").append(ipId));
        }
    }

    private void vlan(int vlan) {
        if (vlan >= 0) {
            line.put(Style.FAINT, "vlan " + vlan);
        }
    }

    private void tunnel(int depth) {
        if (depth > 0) {
            line.put(Style.FAINT, "in " + (depth == 1 ? "a tunnel" : depth + " tunnels"));
        }
    }

    /** Nothing for a bounced datagram, whose error speaks for itself, nor for one whose outcome is still open. */
    private void outcome(Outcome outcome, long replyFrame) {
        switch (outcome) {
            case ANSWERED -> line.put(Style.ANSWER, replyFrame > 0 ? "answered by #" + replyFrame : "answered");
            case SUPPRESSED -> line.put(Style.DOUBT, "suppressed");
            case NO_ERROR_SEEN -> line.put(Style.FAINT, "no error seen");
            case BOUNCED, PENDING -> {}
        }
    }

    void error(Event.IcmpError event) {
        Bounce bounce = event.bounce();
        Delivery delivery = bounce.delivery();
        StringBuilder name = line.piece().append(glyphs.back()).append(' ').append(delivery.name());
        name.append(" (")
                .append(bounce.type())
                .append('/')
                .append(bounce.code())
                .append(')');
        line.put(Style.ERROR, name);
        if (bounce.duplicateOf() > 0) {
            line.put(Style.DOUBT, "again: same as #" + bounce.duplicateOf());
        }
        cause(bounce);
        if (bounce.mtu() >= 0) {
            line.put(Style.PLAIN, "MTU " + bounce.mtu());
        }
        line.put(Style.PLAIN, reporter(bounce));
        if (!bounce.destination().equals(bounce.quoted().flow().source())) {
            line.put(Style.DOUBT, "sent to " + bounce.destination());
        }
        vlan(bounce.vlan());
        tunnel(bounce.depth());
        if (event.fate() != null) {
            line.put(fates.style(event.fate()), fates.text(event.fate(), delivery));
        }
        boolean explain = explained.add((bounce.version() << 16) | (bounce.type() << 8) | bounce.code());
        if (!explain && delivery.errnoName() != null) {
            line.putIfRoom(Style.FAINT, delivery.errnoName());
        }
        if (bounce.cause() == null) {
            quote(bounce.quoted());
        }
        for (Extension extension : bounce.extensions()) {
            extension(extension);
        }
        if (explain) {
            line.paragraph(Style.FAINT, ErrorWords.delivery(delivery, bounce.version()));
        }
        comment(bounce.comment());
    }

    /** What somebody wrote beside a frame. Each of its lines says what it is, so that none looks like an event. */
    private void comment(@Nullable String comment) {
        if (comment != null) {
            comment.lines().forEach(each -> line.paragraph(Style.FAINT, "comment: " + glyphs.shown(each)));
        }
    }

    private void cause(Bounce bounce) {
        Send cause = bounce.cause();
        if (cause == null) {
            String reason = bounce.orphanReason() == null ? "" : ": " + ErrorWords.orphan(bounce.orphanReason());
            line.put(Style.DOUBT, "orphan" + reason);
            return;
        }
        StringBuilder text = line.piece().append("bounced ");
        switch (bounce.match()) {
            case EXACT -> {
                reference(cause.origin(), cause.frame(), text);
                line.put(Style.PLAIN, text.append(" (exact)"));
            }
            case TUPLE -> {
                reference(cause.origin(), cause.frame(), text);
                line.put(Style.PLAIN, text.append(" (only candidate)"));
            }
            case AMBIGUOUS -> {
                candidates(bounce, cause, text);
                line.put(Style.DOUBT, text.append(" (ambiguous)"));
            }
            case ORPHAN -> line.put(Style.DOUBT, "orphan");
        }
        if (cause.depth() > 0) {
            line.put(Style.PLAIN, "the datagram inside the tunnel");
        }
        if (!delayHasColumn) {
            StringBuilder delay = line.piece().append("after ");
            delay(bounce, delay);
            line.put(Style.DELAY, delay);
        }
    }

    /** {@code #3 or #5}; beyond those that are listed, how many there are. */
    private void candidates(Bounce bounce, Send cause, StringBuilder text) {
        List<Long> frames = bounce.candidateFrames();
        if (!labels.of(cause.origin()).isEmpty()) {
            reference(cause.origin(), cause.frame(), text);
            text.append(", or another of ");
        }
        long more = bounce.candidates() - frames.size();
        for (int i = 0; i < frames.size(); i++) {
            boolean last = i == frames.size() - 1 && more <= 0;
            text.append(i == 0 ? "" : last ? " or " : ", ").append('#').append(frames.get(i));
        }
        if (more > 0) {
            text.append(" or ").append(more).append(" more");
        }
    }

    private static String reporter(Bounce bounce) {
        return switch (bounce.reporter()) {
            case DESTINATION -> "from the destination";
            case LOCAL -> "from the sender's own host";
            case ROUTER -> "from router " + bounce.source();
        };
    }

    /** An orphan's datagram, which has no line of its own. */
    private void quote(Quoted quoted) {
        Flow flow = quoted.flow();
        line.paragraph(Style.PLAIN, "quotes " + endpoint(flow.source(), flow.sourcePort()) + " " + glyphs.arrow());
        line.put(1, Style.PLAIN, endpoint(flow.destination(), flow.destinationPort()));
        int length = quoted.udpLength();
        size(length < UDP_HEADER ? -1 : length - UDP_HEADER, quoted.ipId());
    }

    private void extension(Extension extension) {
        List<MplsLabel> stack = MplsLabel.stackOf(extension);
        line.paragraph(
                Style.FAINT,
                stack.isEmpty()
                        ? "extension " + extension.classNum() + "/" + extension.classType() + ": " + extension.data()
                        : "MPLS stack");
        for (MplsLabel label : stack) {
            int bottom = label.bottom() ? 1 : 0;
            line.put(
                    Style.FAINT,
                    "label " + label.label() + " exp " + label.exp() + " s " + bottom + " ttl " + label.ttl());
        }
    }
}
