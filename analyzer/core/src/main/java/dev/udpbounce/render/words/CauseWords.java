// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Precedents;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import java.util.List;
import java.util.Objects;

/** Describes which datagram caused an error, how certain that is, and why the datagram was sent. */
final class CauseWords {
    private final Wording words;
    private final Glyphs glyphs;
    private final FrameReferences frames;
    private final boolean delayHasColumn;

    CauseWords(Wording words, Glyphs glyphs, FrameReferences frames, boolean delayHasColumn) {
        this.words = words;
        this.glyphs = glyphs;
        this.frames = frames;
        this.delayHasColumn = delayHasColumn;
    }

    /** Adds the cause of an error, or the reason for having none. */
    void add(Bounce bounce) {
        repetition(bounce);
        datagram(bounce);
        if (bounce.precedesCause()) {
            words.add(Role.DOUBT, "captured before it");
        }
        precedents(bounce.attribution().precedents());
        if (bounce.attribution().payloadOverwritten()) {
            words.add(Role.DOUBT, "the quoted payload was overwritten");
        }
    }

    /**
     * Appends the delay of an error, with a question mark if the datagram is ambiguous, or only that if the delay is
     * not known.
     */
    void delay(Bounce bounce, StringBuilder text) {
        if (bounce.hasDelay()) {
            Durations.append(bounce.delayNs(), glyphs, text);
        }
        if (!bounce.hasDelay() || bounce.attribution().match() == Match.AMBIGUOUS) {
            text.append('?');
        }
    }

    private void repetition(Bounce bounce) {
        if (bounce.attribution().duplicateOf() > 0) {
            Origin first = bounce.attribution().duplicateOrigin();
            frames.append(
                    first == null ? bounce.sighting().origin() : first,
                    bounce.attribution().duplicateOf(),
                    words.begin().append("again: same as "));
            words.end(Role.DOUBT);
        }
    }

    private void datagram(Bounce bounce) {
        Send cause = bounce.attribution().cause();
        if (cause == null) {
            String reason = bounce.attribution().orphanReason() == null
                    ? ""
                    : ": " + ErrorWords.orphan(bounce.attribution().orphanReason());
            words.add(Role.DOUBT, "orphan" + reason);
            return;
        }
        StringBuilder text = words.begin().append("bounced ");
        switch (bounce.attribution().match()) {
            case EXACT -> {
                cause(bounce, cause, text);
                text.append(" (exact)");
                words.end(Role.PLAIN);
            }
            case TUPLE -> {
                cause(bounce, cause, text);
                text.append(" (only candidate)");
                words.end(Role.PLAIN);
            }
            case AMBIGUOUS -> {
                candidates(bounce, cause, text);
                text.append(" (ambiguous)");
                words.end(Role.DOUBT);
            }
            case ORPHAN -> words.add(Role.DOUBT, "orphan");
        }
        if (cause.depth() > 0) {
            words.add(Role.PLAIN, "the datagram inside the tunnel");
        }
        if (!delayHasColumn) {
            delay(bounce, words.begin().append("after "));
            words.end(Role.DELAY);
        }
    }

    /** Why the datagram was sent. */
    private void precedents(Precedents precedents) {
        SendSighting query = precedents.query();
        if (query != null) {
            StringBuilder text = words.begin().append("answers ");
            frames.append(query.origin(), query.frame(), text);
            text.append(", whose port is closed");
            words.end(Role.PLAIN);
        }
        SendSighting repeated = precedents.repeated();
        if (repeated != null) {
            frames.append(repeated.origin(), repeated.frame(), words.begin().append("same payload as "));
            words.end(Role.PLAIN);
        }
    }

    /** {@code #3}; of a datagram that was seen where the error was in another frame than its first one, that as well. */
    private void cause(Bounce bounce, Send cause, StringBuilder text) {
        frames.append(cause.origin(), cause.frame(), text);
        SendSighting here = bounce.attribution().causeHere();
        if (here != null && isAnother(here, cause)) {
            frames.append(here.origin(), here.frame(), text.append(", seen here as "));
            if (here.translation() != null) {
                TranslationWords.after(here.translation(), cause.flow(), glyphs, text.append(", "));
            }
        }
    }

    private static boolean isAnother(SendSighting here, Send cause) {
        return here.frame() != cause.frame()
                || !Objects.equals(here.origin().file(), cause.origin().file());
    }

    /** Appends {@code #3 or #5}, and the number of candidates that are not listed. */
    private void candidates(Bounce bounce, Send cause, StringBuilder text) {
        List<Long> numbers = bounce.attribution().candidateFrames();
        List<Origin> origins = bounce.attribution().candidateOrigins();
        long more = bounce.attribution().candidates() - numbers.size();
        for (int i = 0; i < numbers.size(); i++) {
            boolean last = i == numbers.size() - 1 && more <= 0;
            text.append(i == 0 ? "" : last ? " or " : ", ");
            frames.append(origins.isEmpty() ? cause.origin() : origins.get(i), numbers.get(i), text);
        }
        if (more > 0) {
            text.append(" or ").append(more).append(" more");
        }
    }
}
