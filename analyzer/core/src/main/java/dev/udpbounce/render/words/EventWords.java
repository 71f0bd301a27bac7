// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.MplsLabel;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.event.Translation;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes events, except for their number and their time. */
public final class EventWords {
    /** Below what any system sends by default: a probe such as traceroute's, or a datagram at the end of a loop. */
    private static final int REMARKABLE_TTL = 32;

    private static final int UDP_HEADER = 8;
    private static final int MOST_SIGHTINGS = 4;

    private final Wording words;
    private final Glyphs glyphs;
    private final FrameReferences frames;
    private final CauseWords causes;
    private final FateWords fates;
    private final ErrorKinds kinds = new ErrorKinds();

    /**
     * @param words receives the descriptions of the events
     * @param delayHasColumn whether the delay of an error has a column, and is not part of the words
     */
    public EventWords(Wording words, Glyphs glyphs, InputLabels labels, boolean delayHasColumn) {
        this.words = words;
        this.glyphs = glyphs;
        frames = new FrameReferences(labels);
        causes = new CauseWords(words, glyphs, frames, delayHasColumn);
        fates = new FateWords(glyphs);
    }

    /** Appends a frame number, with its input if there are several. */
    public void frame(Origin origin, long frame, StringBuilder text) {
        frames.number(origin, frame, text);
    }

    /**
     * Appends the delay of an error, with a question mark if the datagram is ambiguous, or only that if the delay is
     * not known.
     */
    public void delay(Bounce bounce, StringBuilder text) {
        causes.delay(bounce, text);
    }

    /** Adds the number of errors that are as the one in a frame. */
    public void more(Bounce.Sighting like, long count) {
        StringBuilder text = words.begin()
                .append(glyphs.ellipsis())
                .append(' ')
                .append(count)
                .append(" more like ");
        frames.append(like.origin(), like.frame(), text);
        words.end(Role.MUTED);
    }

    public void send(Event.UdpSend event) {
        Send send = event.send();
        flow(send.flow());
        size(send.payloadLength(), send.ipId());
        if (send.ttl() >= 0 && send.ttl() < REMARKABLE_TTL) {
            words.add(Role.MUTED, "ttl " + send.ttl());
        }
        if (send.fragment()) {
            words.add(Role.MUTED, "first fragment");
        }
        vlan(send.vlan());
        tunnel(send.depth());
        namespace(send.origin());
        if (event.owner() != null) {
            words.foreign(Role.PLAIN, FateWords.process(event.owner()));
        }
        sightings(send);
        outcome(event);
        comment(send.comment());
    }

    private void flow(Flow flow) {
        StringBuilder source = words.begin();
        Endpoints.append(flow.source(), flow.sourcePort(), source);
        source.append(' ').append(glyphs.arrow());
        words.end(Role.ADDRESS);
        Endpoints.append(flow.destination(), flow.destinationPort(), words.begin());
        words.end(Joint.CLOSE, Role.ADDRESS);
    }

    private void size(int payload, int ipId) {
        StringBuilder size = words.begin().append("UDP");
        if (payload >= 0) {
            size.append(' ').append(payload).append(payload == 1 ? " byte" : " bytes");
        }
        words.end(Role.PLAIN);
        if (ipId >= 0) {
            words.begin().append("id ").append(ipId);
            words.end(Role.MUTED);
        }
    }

    private void vlan(int vlan) {
        if (vlan >= 0) {
            words.add(Role.MUTED, "vlan " + vlan);
        }
    }

    private void tunnel(int depth) {
        if (depth > 0) {
            words.add(Role.MUTED, "in " + (depth == 1 ? "a tunnel" : depth + " tunnels"));
        }
    }

    private void namespace(Origin origin) {
        if (origin.namespace() != null) {
            words.foreign(Role.MUTED, "in netns " + origin.namespace());
        }
    }

    /** Adds the other frames of a datagram. */
    private void sightings(Send send) {
        List<SendSighting> all = send.sightings();
        if (all.isEmpty()) {
            return;
        }
        StringBuilder text = words.begin().append("also seen as ");
        int named = all.size() > MOST_SIGHTINGS ? MOST_SIGHTINGS - 1 : all.size();
        for (int i = 0; i < named; i++) {
            frames.append(all.get(i).origin(), all.get(i).frame(), text.append(i == 0 ? "" : ", "));
            Translation translation = all.get(i).translation();
            if (translation != null) {
                TranslationWords.after(translation, send.flow(), glyphs, text.append(", "));
            }
        }
        if (named < all.size()) {
            text.append(" and ").append(all.size() - named).append(" more");
        }
        words.end(Role.MUTED);
    }

    /** Adds nothing for a bounced datagram, which has an error of its own, or for one whose outcome is still open. */
    private void outcome(Event.UdpSend event) {
        switch (event.outcome()) {
            case ANSWERED -> {
                StringBuilder text = words.begin().append("answered");
                if (event.replyFrame() > 0) {
                    Origin reply = event.answeredIn();
                    frames.append(
                            reply == null ? event.send().origin() : reply, event.replyFrame(), text.append(" by "));
                }
                words.end(Role.ANSWER);
            }
            case SUPPRESSED -> words.add(Role.DOUBT, "suppressed");
            case NO_ERROR_SEEN -> words.add(Role.MUTED, "no error seen");
            case BOUNCED, PENDING -> {}
        }
    }

    public void error(Event.IcmpError event) {
        Bounce bounce = event.bounce();
        boolean translated = bounce.isTranslated();
        ErrorKinds.Kind kind = kinds.of(bounce);
        words.begin().append(glyphs.back()).append(kind.title());
        words.end(Role.ERROR);
        causes.add(bounce);
        if (bounce.icmp().mtu() >= 0) {
            words.add(Role.PLAIN, "MTU " + bounce.icmp().mtu());
        }
        words.add(Role.PLAIN, reporter(bounce));
        if (translated) {
            words.add(Role.DOUBT, TranslationWords.way(bounce));
        } else if (!bounce.icmp().destination().equals(bounce.quoted().flow().source())) {
            words.add(Role.DOUBT, "sent to " + bounce.icmp().destination());
        }
        vlan(bounce.sighting().vlan());
        tunnel(bounce.sighting().depth());
        namespace(bounce.sighting().origin());
        if (event.fate() != null) {
            words.foreign(FateWords.role(event.fate()), fates.text(event.fate(), bounce));
        }
        boolean explain = kind.isNew(translated, translated && bounce.keepsSourcePort());
        String errno = translated ? TranslationWords.briefly(bounce) : kind.errno();
        if (!explain && kind.becomesErrno() && errno != null) {
            words.add(Joint.OPTIONAL, Role.MUTED, errno);
        }
        if (bounce.attribution().cause() == null) {
            quote(bounce.quoted());
        }
        for (Extension extension : bounce.icmp().extensions()) {
            extension(extension);
        }
        if (explain) {
            String told = translated ? TranslationWords.told(bounce) : ErrorWords.told(bounce);
            words.add(Joint.PARAGRAPH, Role.MUTED, told);
        }
        comment(bounce.sighting().comment());
    }

    /** Adds the comment on a frame. Each of its lines is labeled, so that none looks like an event. */
    private void comment(@Nullable String comment) {
        if (comment != null) {
            comment.lines().forEach(each -> words.foreign(Joint.PARAGRAPH, Role.MUTED, "comment: " + each));
        }
    }

    private static String reporter(Bounce bounce) {
        return switch (bounce.icmp().reporter()) {
            case DESTINATION -> "from the destination";
            case LOCAL -> "from the sender's own host";
            case ROUTER -> "from router " + bounce.icmp().source();
        };
    }

    /** Adds the quoted datagram of an orphan, which has no line of its own. */
    private void quote(Quoted quoted) {
        Flow flow = quoted.flow();
        words.add(
                Joint.PARAGRAPH,
                Role.ADDRESS,
                "quotes " + Endpoints.text(flow.source(), flow.sourcePort()) + " " + glyphs.arrow());
        words.add(Joint.CLOSE, Role.ADDRESS, Endpoints.text(flow.destination(), flow.destinationPort()));
        int length = quoted.udpLength();
        size(length < UDP_HEADER ? -1 : length - UDP_HEADER, quoted.ipId());
    }

    private void extension(Extension extension) {
        List<MplsLabel> stack = extension.labels();
        words.add(
                Joint.PARAGRAPH,
                Role.MUTED,
                stack.isEmpty()
                        ? "extension " + extension.classNum() + "/" + extension.classType() + ": "
                                + HexFormat.of().formatHex(extension.data())
                        : "MPLS stack");
        for (MplsLabel label : stack) {
            int bottom = label.bottom() ? 1 : 0;
            words.add(
                    Role.MUTED,
                    "label " + label.label() + " exp " + label.exp() + " s " + bottom + " ttl " + label.ttl());
        }
    }
}
