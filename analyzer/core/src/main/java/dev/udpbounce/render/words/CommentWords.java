// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes an error and its datagram in comments on their packets, as sentences that begin with what became of the
 * packet.
 */
public final class CommentWords {
    /** Names a frame. */
    @FunctionalInterface
    public interface Reference {
        String to(Origin origin, long frame);
    }

    private final Reference reference;
    private final UnaryOperator<String> escape;
    private final FateWords fates = new FateWords(Glyphs.UNICODE);

    /** @param escape makes the name of a process safe */
    public CommentWords(Reference reference, UnaryOperator<String> escape) {
        this.reference = reference;
        this.escape = escape;
    }

    /** Returns the comment on the datagram that an error bounced. */
    public String onDatagram(Bounce bounce, @Nullable Fate fate) {
        StringBuilder text = new StringBuilder();
        text.append(
                bounce.attribution().match() == Match.TUPLE
                        ? "bounced, as the only datagram that fits: "
                        : "bounced: ");
        error(bounce, text);
        if (bounce.hasDelay()) {
            text.append(" after ");
            Durations.append(bounce.delayNs(), Glyphs.UNICODE, text);
        }
        return told(fate, bounce, text);
    }

    /** Returns the comment on each of several datagrams that an error may be about. */
    public String onCandidate(Bounce bounce) {
        StringBuilder text = new StringBuilder("perhaps bounced: one of ");
        text.append(bounce.attribution().candidates()).append(" datagrams that fit ");
        error(bounce, text);
        return text.toString();
    }

    /** Returns the comment on an error. */
    public String onError(Bounce bounce, @Nullable Fate fate) {
        Bounce.Attribution attribution = bounce.attribution();
        StringBuilder text = new StringBuilder();
        if (attribution.duplicateOf() != 0) {
            Origin first = attribution.duplicateOrigin();
            text.append("repeats ")
                    .append(reference.to(first == null ? bounce.sighting().origin() : first, attribution.duplicateOf()))
                    .append("; ");
        }
        Send cause = attribution.cause();
        if (cause == null) {
            text.append("caused by no captured datagram");
            if (attribution.orphanReason() != null) {
                text.append(": ").append(ErrorWords.orphan(attribution.orphanReason()));
            }
        } else {
            cause(attribution, cause, text);
        }
        if (fate != null) {
            return told(fate, bounce, text);
        }
        return text.append("; ").append(ErrorWords.told(bounce)).toString();
    }

    /**
     * Returns the comment on an error, and on the datagram that it bounced, once the kernel has told of it.
     *
     * @param origin origin of the error's frame
     */
    public String onDelivery(ObservedDelivery delivery, Origin origin) {
        StringBuilder text = new StringBuilder(escape.apply(DeliveryWords.story(delivery)));
        text.append(": ").append(DeliveryWords.errno(delivery));
        if (delivery.by().tells()) {
            text.append(", ");
            Durations.append(delivery.errors().toldAfterNs(), Glyphs.UNICODE, text);
            text.append(" after ");
        } else {
            text.append(" of ");
        }
        text.append(reference.to(origin, delivery.errors().frame()));
        if (delivery.errors().count() > 1) {
            text.append(", one of ").append(delivery.errors().count()).append(" errors that share its errno");
        }
        return text.toString();
    }

    private void error(Bounce bounce, StringBuilder text) {
        text.append(bounce.icmp().meaning().name())
                .append(" (")
                .append(bounce.icmp().type())
                .append('/')
                .append(bounce.icmp().code())
                .append(") in ")
                .append(reference.to(
                        bounce.sighting().origin(), bounce.sighting().frame()));
        if (bounce.icmp().reporter() == Reporter.ROUTER) {
            text.append(" from router ").append(bounce.icmp().source());
        }
    }

    private void cause(Bounce.Attribution attribution, Send cause, StringBuilder text) {
        text.append("caused by ");
        if (attribution.match() != Match.AMBIGUOUS) {
            text.append(reference.to(cause.origin(), cause.frame()));
            text.append(attribution.match() == Match.EXACT ? " (exact)" : " (tuple)");
            return;
        }
        List<String> named = new ArrayList<>();
        for (int i = 0; i < attribution.candidateFrames().size(); i++) {
            Origin origin = attribution.candidateOrigins().isEmpty()
                    ? cause.origin()
                    : attribution.candidateOrigins().get(i);
            named.add(reference.to(origin, attribution.candidateFrames().get(i)));
        }
        long more = attribution.candidates() - named.size();
        text.append(String.join(" or ", named));
        text.append(more > 0 ? " or one of " + more + " more" : "").append(" (ambiguous)");
    }

    private String told(@Nullable Fate fate, Bounce bounce, StringBuilder text) {
        return fate == null
                ? text.toString()
                : text.append("; ")
                        .append(escape.apply(fates.text(fate, bounce)))
                        .toString();
    }
}
