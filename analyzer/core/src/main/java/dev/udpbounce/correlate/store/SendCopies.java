// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.event.Translation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates objects for the waiting sends that are reported. */
public final class SendCopies {
    private final PendingSends sends;
    private final SendComments comments;
    private final Places places;
    private final SightingTable sightings;
    private final Translations translations;

    public SendCopies(
            PendingSends sends,
            SendComments comments,
            Places places,
            SightingTable sightings,
            Translations translations) {
        this.sends = sends;
        this.comments = comments;
        this.places = places;
        this.sightings = sightings;
        this.translations = translations;
    }

    /** Returns a copy of a waiting send. */
    public Send of(long sequence, Flow flow) {
        int udpLength = sends.udpLength(sequence);
        return new Send(
                places.origin(sends.place(sequence)),
                sends.frame(sequence),
                sends.timeNs(sequence),
                flow,
                Math.max(0, udpLength - 8),
                flow.source().version() == 4 ? sends.identification(sequence) : Datagram.ABSENT,
                sends.ttl(sequence),
                sends.isFragment(sequence),
                sends.vlan(sequence),
                sends.depth(sequence),
                comments.of(sequence),
                sightings(sequence),
                sends.hasTime(sequence));
    }

    private List<SendSighting> sightings(long sequence) {
        int count = sightings.count(sequence);
        if (count == 0) {
            return List.of();
        }
        List<SendSighting> all = new ArrayList<>();
        for (int ordinal = 1; ordinal <= count; ordinal++) {
            all.add(sighting(sequence, ordinal));
        }
        return all;
    }

    /** Returns a sighting of a waiting send; 0 is the first. */
    public SendSighting sighting(long sequence, int ordinal) {
        if (ordinal == 0) {
            return new SendSighting(
                    places.origin(sends.place(sequence)),
                    sends.frame(sequence),
                    sends.timeNs(sequence),
                    sends.hasTime(sequence));
        }
        int at = sightings.at(sequence, ordinal);
        return new SendSighting(
                places.origin(sightings.place(at)),
                sightings.frame(at),
                sightings.timeNs(at),
                true,
                translation(sightings.way(at)));
    }

    private @Nullable Translation translation(long way) {
        int slot = way == 0 ? -1 : translations.find(way);
        return slot < 0 ? null : translations.translation(slot);
    }

    /** Returns the origin of a send. */
    public Origin origin(long sequence) {
        return places.origin(sends.place(sequence));
    }

    /** Returns the origin of the error of a send. */
    public Origin originOfError(long sequence) {
        int place = sightings.errorPlace(sequence);
        return place < 0 ? origin(sequence) : places.origin(place);
    }
}
