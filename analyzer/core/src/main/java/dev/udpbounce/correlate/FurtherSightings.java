// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.Translations;
import dev.udpbounce.decode.Datagram;

/** Recognizes datagrams that were seen before, at another vantage or before their addresses were translated. */
final class FurtherSightings {
    private final FlowTable flows;
    private final Sightings sightings;
    private final Translations translations;
    private final TranslatedCopies translated;
    private final Outcomes outcomes;
    private long count;

    FurtherSightings(
            FlowTable flows,
            Sightings sightings,
            Translations translations,
            TranslatedCopies translated,
            Outcomes outcomes) {
        this.flows = flows;
        this.sightings = sightings;
        this.translations = translations;
        this.translated = translated;
        this.outcomes = outcomes;
    }

    /** Asks the kernel that translates addresses how it does, before what frames have in common is compared. */
    void ask(TranslationLookup lookup) {
        translated.ask(lookup);
    }

    /**
     * Returns whether a datagram was seen before, elsewhere, and records where it was seen now.
     *
     * @param source hash of its source
     * @param destination hash of its destination
     * @param flow hash of its flow
     * @param place see {@link dev.udpbounce.correlate.store.Places}
     * @param vantage see {@link Vantages}
     */
    boolean isOne(
            Datagram datagram,
            Frame frame,
            long source,
            long destination,
            long flow,
            int direction,
            int place,
            long vantage) {
        int slot = flows.find(flow);
        long seen = slot < 0 ? 0 : sightings.seenBefore(datagram, frame, slot, direction, vantage);
        long way = 0;
        if (seen == 0) {
            way = translations.way(source, destination);
            seen = translated.seenBefore(datagram, frame, way, vantage);
        }
        if (seen == 0) {
            return false;
        }
        count++;
        sightings.add(seen, datagram, frame, place, way);
        if (way != 0) {
            outcomes.heardTranslated(seen, flows.find(flow), direction, source);
        }
        return true;
    }

    /** Returns the number of further sightings so far. */
    long count() {
        return count;
    }
}
