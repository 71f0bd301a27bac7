// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.live.CommentedRecording;
import dev.udpbounce.render.pcapng.BounceComments;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Comments on the packets of a recording, whatever part of the timeline is shown. */
final class RecordingComments implements EventSink {
    /** Errors for which the kernel may still tell who was told. */
    private static final int MOST = 1 << 12;

    private final BounceComments comments;
    /** Frames of an error and its datagram, by the number of the error's frame. */
    private final Map<Long, List<SendSighting>> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, List<SendSighting>> eldest) {
            return size() > MOST;
        }
    };

    RecordingComments(CommentedRecording recording) {
        comments = new BounceComments(
                (origin, frame) -> CommentedRecording.reference(frame),
                (origin, frame, text) -> recording.comment(frame, text));
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public boolean wantsFlows() {
        return false;
    }

    @Override
    public boolean wantsEverything() {
        return true;
    }

    @Override
    public void event(Event event) throws IOException {
        if (event instanceof Event.IcmpError error) {
            comments.on(error);
            remember(error.bounce());
        } else if (event instanceof Event.Delivery delivery) {
            ObservedDelivery.Errors errors = delivery.delivery().errors();
            told(delivery.delivery(), errors.frame());
            for (long other : errors.coalescedWith()) {
                told(delivery.delivery(), other);
            }
        }
    }

    private void told(ObservedDelivery delivery, long errorFrame) throws IOException {
        List<SendSighting> about = told.get(errorFrame);
        if (about != null && delivery.by() != ObservedDelivery.By.NOBODY) {
            comments.on(delivery, about);
        }
    }

    private void remember(Bounce bounce) {
        Bounce.Sighting sighting = bounce.sighting();
        SendSighting error =
                new SendSighting(sighting.origin(), sighting.frame(), sighting.timeNs(), sighting.hasTime());
        Send cause = bounce.attribution().cause();
        boolean open = bounce.attribution().match() == Match.AMBIGUOUS
                || bounce.attribution().duplicateOf() != 0;
        told.put(sighting.frame(), cause == null || open ? List.of(error) : List.of(error, sighting(cause)));
    }

    private static SendSighting sighting(Send send) {
        return new SendSighting(send.origin(), send.frame(), send.timeNs(), send.hasTime());
    }
}
