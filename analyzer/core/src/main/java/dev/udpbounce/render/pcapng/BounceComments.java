// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.pcapng;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.render.terminal.TerminalText;
import dev.udpbounce.render.words.CommentWords;
import java.io.IOException;
import java.util.List;

/** Decides which frames of a capture have which comments on an error. */
public final class BounceComments {
    /** Receives comments. */
    @FunctionalInterface
    public interface Target {
        /**
         * Adds a comment to a frame.
         *
         * @param text without control characters, except for those in the names of frames
         */
        void comment(Origin origin, long frame, String text) throws IOException;
    }

    private final CommentWords words;
    private final Target target;

    /** @param reference names a frame in a comment */
    public BounceComments(CommentWords.Reference reference, Target target) {
        words = new CommentWords(reference, TerminalText::escape);
        this.target = target;
    }

    /** Comments on an error, and on the datagram that it bounced or the datagrams that it may have bounced. */
    public void on(Event.IcmpError error) throws IOException {
        Bounce bounce = error.bounce();
        Bounce.Attribution attribution = bounce.attribution();
        target.comment(bounce.sighting().origin(), bounce.sighting().frame(), words.onError(bounce, error.fate()));
        Send cause = attribution.cause();
        if (cause == null || attribution.duplicateOf() != 0) {
            return;
        }
        if (attribution.match() == Match.AMBIGUOUS) {
            candidates(bounce, cause);
            return;
        }
        String text = words.onDatagram(bounce, error.fate());
        target.comment(cause.origin(), cause.frame(), text);
        SendSighting here = attribution.causeHere();
        if (here != null && (here.frame() != cause.frame() || !isSameFile(here.origin(), cause.origin()))) {
            target.comment(here.origin(), here.frame(), text);
        }
    }

    /**
     * Comments on an error of which the kernel has told, and on its datagram.
     *
     * @param about frames of the error and the datagram
     */
    public void on(ObservedDelivery delivery, List<SendSighting> about) throws IOException {
        for (SendSighting frame : about) {
            target.comment(frame.origin(), frame.frame(), words.onDelivery(delivery, frame.origin()));
        }
    }

    private void candidates(Bounce bounce, Send cause) throws IOException {
        String text = words.onCandidate(bounce);
        List<Long> frames = bounce.attribution().candidateFrames();
        List<Origin> origins = bounce.attribution().candidateOrigins();
        for (int i = 0; i < frames.size(); i++) {
            target.comment(origins.isEmpty() ? cause.origin() : origins.get(i), frames.get(i), text);
        }
    }

    private static boolean isSameFile(Origin one, Origin other) {
        return String.valueOf(one.file()).equals(String.valueOf(other.file()));
    }
}
