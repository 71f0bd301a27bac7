// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.DestinationIndex;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.Translations;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Searches all places where the cause of an error may be. The first is the flow whose datagrams were seen to be translated
 * to the quoted addresses and ports, if there is one, and the quoted flow. If the error was sent to an address other than
 * the quoted source, the source may have been translated elsewhere: the search continues among the datagrams that the host
 * at that address sent to the quoted destination, from the quoted port or another. After a search the {@link Ranking} has
 * the cause and this class its flow.
 */
final class CauseSearch {
    /** Maximum number of sends, from any source, with the quoted destination, length and id that are checked. */
    private static final int MOST_LOOKED_AT = Ranking.CAPACITY;

    private final PendingSends sends;
    private final FlowTable flows;
    private final Chains chains;
    private final DestinationIndex destinations;
    private final Translations translations;
    private final FlowHash hash;
    private final FlowRetention retention;
    private final Outcomes outcomes;
    private final CauseFinder finder;
    private final Ranking ranking;
    private @Nullable Flow quoted;
    private int slot;
    private int direction;
    private boolean translated;
    private boolean leftSomeOut;
    /** The flow that was translated to the quoted one; null if the cause is not in it. */
    private @Nullable Flow first;

    CauseSearch(
            PendingSends sends,
            FlowTable flows,
            Chains chains,
            DestinationIndex destinations,
            Translations translations,
            FlowHash hash,
            FlowRetention retention,
            Outcomes outcomes,
            CauseFinder finder,
            Ranking ranking) {
        this.sends = sends;
        this.flows = flows;
        this.chains = chains;
        this.destinations = destinations;
        this.translations = translations;
        this.hash = hash;
        this.retention = retention;
        this.outcomes = outcomes;
        this.finder = finder;
        this.ranking = ranking;
    }

    /**
     * Returns whether there is a cause; the other methods describe it until the next search.
     *
     * @param quotedFlow flow of the quoted datagram
     */
    boolean find(IcmpError error, Flow quotedFlow) {
        Datagram quote = error.quote();
        quoted = quotedFlow;
        translated = false;
        leftSomeOut = false;
        slot = -1;
        first = null;
        if (quote.sourcePort() == Datagram.ABSENT) {
            return false;
        }
        if (findSeenTranslated(quote) && ranking.payloadAgrees()) {
            return true;
        }
        boolean elsewhere = slot >= 0;
        first = null;
        ranking.expectQuotedSource();
        if (findInFlow(quote, hash.source(quote), quotedFlow)) {
            return true;
        }
        if (elsewhere) {
            return findSeenTranslated(quote);
        }
        translated = !error.isToQuotedSource();
        return translated && findTranslated(error);
    }

    /** Returns the slot of the cause's flow; -1 if there is no cause. */
    int slot() {
        return slot;
    }

    /** Returns the direction of the cause in its flow. */
    int direction() {
        return direction;
    }

    /** Returns the flow of the cause: that which the search was given, unless its source was translated. */
    Flow flow(IcmpError error) {
        if (first != null) {
            return first;
        }
        return translated ? flow(error, sends.sourcePort(ranking.cause())) : Objects.requireNonNull(quoted);
    }

    /** Returns whether some datagrams of the quoted flow were not compared because there were too many. */
    boolean leftSomeOut() {
        return leftSomeOut;
    }

    /** Returns the flow that was seen to be translated to the quoted one; else the quoted one itself. */
    Flow translatedFrom(Datagram quote, Flow quotedFlow) {
        int translation = translation(hash.source(quote), hash.destination(quote));
        return translation < 0 ? quotedFlow : translations.first(translation);
    }

    /** Returns whether the quoted flow was seen to be translated, or to be that of translated datagrams. */
    boolean isTranslated(Datagram quote) {
        return !translations.isEmpty()
                && (translation(hash.source(quote), hash.destination(quote)) >= 0
                        || translation(hash.destination(quote), hash.source(quote)) >= 0);
    }

    /** Returns the slot of the quoted flow itself; -1 if none of its datagrams was seen. */
    int quotedSlot(Datagram quote) {
        return quote.sourcePort() == Datagram.ABSENT
                ? -1
                : flows.find(hash.flow(hash.source(quote), hash.destination(quote)));
    }

    /** Returns the direction of the quoted datagram in the quoted flow. */
    int quotedDirection(Datagram quote) {
        return FlowHash.direction(hash.source(quote), hash.destination(quote));
    }

    private int translation(long source, long destination) {
        return translations.isEmpty() ? -1 : translations.find(translations.way(source, destination));
    }

    /** Searches the datagrams that were seen to be translated to the quoted addresses and ports. */
    private boolean findSeenTranslated(Datagram quote) {
        int translation = translation(hash.source(quote), hash.destination(quote));
        if (translation < 0) {
            return false;
        }
        ranking.expectCopies(translations.addedSum(translation), translations.isLikely(translation));
        first = translations.first(translation);
        return findInFlow(quote, translations.flow(translation), translations.direction(translation), first);
    }

    private boolean findInFlow(Datagram quote, long source, Flow flow) {
        long destination = hash.destination(quote);
        return findInFlow(quote, hash.flow(source, destination), FlowHash.direction(source, destination), flow);
    }

    private boolean findInFlow(Datagram quote, long key, int way, Flow flow) {
        makeRoom();
        int found = flows.find(key);
        if (found < 0 || !retention.isWaiting(found, way)) {
            return false;
        }
        follow(found, way, flow);
        long newest = chains.last(found, way);
        if (newest == 0) {
            return false;
        }
        boolean isThere = finder.find(quote, found, way, newest);
        leftSomeOut |= finder.leftSomeOut();
        if (isThere) {
            slot = found;
            direction = way;
        }
        return isThere;
    }

    private boolean findTranslated(IcmpError error) {
        boolean quotedLeftOut = leftSomeOut;
        ranking.expectTranslation(error);
        Datagram quote = error.quote();
        boolean found = findInFlow(quote, source(error, quote.sourcePort()), flow(error, quote.sourcePort()))
                || findAtOtherPort(error, quote.identification())
                || (quote.identification() > 0 && findAtOtherPort(error, 0));
        leftSomeOut = quotedLeftOut;
        return found;
    }

    /** Searches by payload the sends with this id from the error's destination host to the quoted destination. */
    private boolean findAtOtherPort(IcmpError error, int identification) {
        Datagram quote = error.quote();
        if (quote.udpLength() == Datagram.ABSENT) {
            return false;
        }
        makeRoom();
        if (!destinations.isBuilt()) {
            destinations.build(chains.unlinked());
        }
        collect(error, identification);
        if (!ranking.conclude(quote)) {
            return false;
        }
        long cause = ranking.cause();
        slot = flows.find(sends.flow(cause));
        direction = sends.direction(cause);
        follow(slot, direction, flow(error, sends.sourcePort(cause)));
        return true;
    }

    private void collect(IcmpError error, int identification) {
        Datagram quote = error.quote();
        int length = quote.udpLength();
        long destination = hash.destination(quote);
        long key = PendingSends.destinationKey(destination);
        ranking.begin();
        long sequence = destinations.last(key, length, identification);
        for (int step = 0; sequence != 0 && step < MOST_LOOKED_AT && !ranking.isFull(); step++) {
            if (hash.flow(source(error, sends.sourcePort(sequence)), destination) == sends.flow(sequence)) {
                ranking.add(sequence);
            }
            sequence = destinations.previous(sequence, key, length, identification);
        }
        ranking.leaveOut(sequence == 0 ? 0 : 1);
        ranking.reverse();
    }

    /** Makes room for flows, which may invalidate slots and remove sends. */
    private void makeRoom() {
        if (outcomes.areFull()) {
            retention.makeRoom();
        }
    }

    private void follow(int itsSlot, int itsDirection, Flow flow) {
        if (!outcomes.isFollowed(itsSlot, itsDirection)) {
            outcomes.follow(itsSlot, itsDirection, flow);
        }
    }

    /** Returns the hash of a port of the host that an error was sent to. */
    private long source(IcmpError error, int port) {
        return hash.endpoint(error.quote().version(), error.destinationHigh(), error.destinationLow(), port);
    }

    private static Flow flow(IcmpError error, int port) {
        Flow quoted = BounceRecords.flow(error.quote());
        IpAddress host = new IpAddress(error.quote().version(), error.destinationHigh(), error.destinationLow());
        return new Flow(host, port, quoted.destination(), quoted.destinationPort());
    }
}
