// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.RecentSends;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.correlate.store.SightingTable;
import dev.udpbounce.correlate.store.Translations;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Translation.Certainty;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes a datagram that was seen shortly before at another vantage of the same capture with other addresses or ports, because they were
 * translated between the two (NAT). If the kernel that translates does not say so, what is left alone must agree, see {@link
 * TranslationSigns}; and no other flow may have a datagram that fits as well. The translation of a flow is then known, in
 * both directions, and the next datagrams need only agree in what any other sighting must.
 */
final class TranslatedCopies {
    private static final int MAX_STEPS = 64;

    private final PendingSends sends;
    private final FlowTable flows;
    private final RecentSends recent;
    private final Translations translations;
    private final SightingTable table;
    private final Sightings sightings;
    private final SendCopies copies;
    private final SendRetention retention;
    private final TranslationSigns signs;
    private final FlowHash hash;
    private TranslationLookup kernel = TranslationLookup.NONE;

    private final long[] before = RecentSends.newEnds();
    private final long[] after = RecentSends.newEnds();

    TranslatedCopies(
            PendingSends sends,
            FlowTable flows,
            RecentSends recent,
            Translations translations,
            SightingTable table,
            Sightings sightings,
            SendCopies copies,
            SendRetention retention,
            FlowHash hash) {
        this.hash = hash;
        this.sends = sends;
        this.flows = flows;
        this.recent = recent;
        this.translations = translations;
        this.table = table;
        this.sightings = sightings;
        this.copies = copies;
        this.retention = retention;
        signs = new TranslationSigns(sends);
    }

    /** Asks the kernel that translates. */
    void ask(TranslationLookup lookup) {
        kernel = lookup;
    }

    /**
     * Returns the waiting send of which a datagram is a translated sighting; 0 if there is none.
     *
     * @param way see {@link Translations#way}
     * @param vantage where it was seen
     */
    long seenBefore(Datagram datagram, Frame frame, long way, long vantage) {
        if (!frame.hasTime()) {
            return 0;
        }
        long known = byTranslation(datagram, frame, way, vantage);
        known = known == 0 ? byKernel(datagram, frame, way, vantage) : known;
        return known == 0 ? byContent(datagram, frame, way, vantage) : known;
    }

    private long byKernel(Datagram datagram, Frame frame, long way, long vantage) {
        Flow flow = kernel.equals(TranslationLookup.NONE)
                ? null
                : kernel.before(BounceRecords.flow(datagram), frame.origin(), frame.timeNs());
        if (flow == null) {
            return 0;
        }
        long source = endpoint(flow.source(), flow.sourcePort());
        long destination = endpoint(flow.destination(), flow.destinationPort());
        // It may have been translated before, as on the way out of a container.
        int earlier = translations.find(translations.way(source, destination));
        int slot = flows.find(earlier < 0 ? hash.flow(source, destination) : translations.flow(earlier));
        int direction = earlier < 0 ? FlowHash.direction(source, destination) : translations.direction(earlier);
        long seen = slot < 0 ? 0 : sightings.seenBefore(datagram, frame, slot, direction, vantage);
        RecentSends.copyEnds(datagram, after);
        return seen != 0 && learn(datagram, seen, way, Certainty.KNOWN, 0) ? seen : 0;
    }

    private long endpoint(IpAddress address, int port) {
        return hash.endpoint(address.version(), address.high(), address.low(), port);
    }

    private long byTranslation(Datagram datagram, Frame frame, long way, long vantage) {
        int slot = translations.isEmpty() ? -1 : translations.find(way);
        if (slot < 0) {
            return 0;
        }
        int flow = flows.find(translations.flow(slot));
        long seen = flow < 0 ? 0 : sightings.seenBefore(datagram, frame, flow, translations.direction(slot), vantage);
        if (seen == 0 || !isOfSameCapture(seen, frame)) {
            return 0;
        }
        translations.used(slot, seen);
        return seen;
    }

    /** Returns whether a send and a frame are of one file, of one set of files, or of one live capture. */
    private boolean isOfSameCapture(long send, Frame frame) {
        Origin first = copies.origin(send);
        Origin origin = frame.origin();
        return first.vantage() == origin.vantage() || Objects.equals(first.file(), origin.file());
    }

    private long byContent(Datagram datagram, Frame frame, long way, long vantage) {
        long payload = sightings.payload(datagram);
        RecentSends.copyEnds(datagram, after);
        signs.of(datagram, frame, payload, after);
        long found = 0;
        Certainty best = null;
        int evidence = 0;
        boolean several = false;
        long send = recent.latest(payload, datagram.udpLength(), datagram.identification());
        for (int step = 0; step < MAX_STEPS && send != 0 && sightings.isWithinReach(send, frame); step++) {
            if (signs.maySame(send)
                    && isOfSameCapture(send, frame)
                    && !sightings.wasSeen(send, vantage)
                    && copyLatestEnds(send)) {
                Certainty certainty = compare(send);
                int order = certainty == null ? -1 : best == null ? 1 : best.compareTo(certainty);
                if (order > 0) {
                    found = send;
                    best = certainty;
                    evidence = signs.evidence();
                    several = false;
                } else if (order == 0) {
                    several |= !isSameWay(send, found);
                }
            }
            send = recent.previous(send);
        }
        if (best == null || several) {
            return 0;
        }
        int slot = flows.find(sends.flow(found));
        long seen = sightings.seenBefore(datagram, frame, slot, sends.direction(found), vantage);
        return seen != 0 && isOfSameCapture(seen, frame) && learn(datagram, seen, way, best, evidence) ? seen : 0;
    }

    private boolean isSameWay(long send, long other) {
        return sends.flow(send) == sends.flow(other) && sends.direction(send) == sends.direction(other);
    }

    private @Nullable Certainty compare(long send) {
        int count = table.count(send);
        int last = count == 0 ? 0 : table.at(send, count);
        return signs.compare(
                send,
                before,
                count == 0 ? sends.packetType(send) : table.packetType(last),
                count == 0 ? sends.ttl(send) : table.ttl(last));
    }

    /** Sets addresses and ports of the latest sighting of a send; returns false if they are not kept. */
    private boolean copyLatestEnds(long send) {
        int count = table.count(send);
        long way = count == 0 ? 0 : table.way(table.at(send, count));
        if (way != 0) {
            int slot = translations.find(way);
            if (slot >= 0) {
                translations.copyAfter(slot, before);
            }
            return slot >= 0 && recent.has(send);
        }
        if (!recent.has(send)) {
            return false;
        }
        recent.copyEnds(send, before);
        return true;
    }

    /** Adds the translation of a datagram, and that of the opposite direction; returns false if its send has left. */
    private boolean learn(Datagram datagram, long send, long way, Certainty certainty, int evidence) {
        if (!recent.has(send)) {
            return false;
        }
        recent.copyEnds(send, before);
        while (translations.isFull()) {
            translations.forgetBefore(sends.oldest());
            if (translations.areMany()) {
                retention.removeOlderHalf();
            }
        }
        return sends.isLive(send) && put(datagram, send, way, certainty, evidence);
    }

    private boolean put(Datagram datagram, long send, long way, Certainty certainty, int evidence) {
        int version = datagram.version();
        int direction = sends.direction(send);
        long[] first = Arrays.copyOf(before, before.length);
        translations.put(way, sends.flow(send), direction, version, certainty, evidence, send, first, after);
        translations.putOpposite(version, certainty, evidence, send, first, after);
        return true;
    }
}
