// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.outcome.DestinationOutcomes;
import dev.udpbounce.correlate.outcome.FlowReports;
import dev.udpbounce.correlate.outcome.FlowSums;
import dev.udpbounce.correlate.outcome.Outcomes;
import dev.udpbounce.correlate.store.Chains;
import dev.udpbounce.correlate.store.DestinationIndex;
import dev.udpbounce.correlate.store.EvidenceIndex;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.MemoryShares;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.Places;
import dev.udpbounce.correlate.store.RecentSends;
import dev.udpbounce.correlate.store.SendComments;
import dev.udpbounce.correlate.store.SendCopies;
import dev.udpbounce.correlate.store.SightingTable;
import dev.udpbounce.correlate.store.SilentSends;
import dev.udpbounce.correlate.store.Translations;
import dev.udpbounce.event.OctetBudget;

/** The stores and rules of a {@link Correlator}, put together. */
final class CorrelatorParts {
    final FlowHash hash;
    final Places places;
    final PendingSends sends;
    final RecentSends recent;
    final SendComments comments;
    final SendCopies copies;
    final UnlinkedSends unlinked;
    final CountedSends counted;
    final FurtherSightings further;
    final ErrorMatcher matcher;
    final SendRetention retention;
    final FlowRetention flowRetention;
    final Outcomes outcomes;
    final DestinationOutcomes destinationOutcomes;
    final FlowReports reports;

    /** @param counting whether datagrams may be only counted, see {@link CountedSends} */
    CorrelatorParts(CorrelationSettings settings, CorrelationHandler handler, boolean counting) {
        MemoryShares shares = MemoryShares.of(settings.memoryBytes(), counting);
        hash = new FlowHash(settings.seed());
        sends = new PendingSends(shares.sends(), hash);
        places = new Places(hash);
        SightingTable table = new SightingTable(shares.sightings(), hash);
        FlowTable flows = new FlowTable(shares.flows(), counting);
        EvidenceIndex index = new EvidenceIndex(sends, hash, shares.flows());
        DestinationIndex destinations = new DestinationIndex(sends, hash, shares.flows());
        Chains chains = new Chains(sends, flows);
        comments = new SendComments(shares.commentOctets());
        Translations translations = new Translations(shares.translations(), hash);
        recent = new RecentSends(sends, hash, shares.recent());
        copies = new SendCopies(sends, comments, places, table, translations);
        OctetBudget delayBudget = new OctetBudget(shares.delayOctets());
        destinationOutcomes = new DestinationOutcomes(sends, flows, shares, delayBudget);
        FlowSums sums = new FlowSums(flows, shares.sums(), delayBudget);
        outcomes = new Outcomes(
                sends,
                flows,
                chains,
                copies,
                sums,
                new SilentSends(flows, shares.silent(), settings.expireNs()),
                destinationOutcomes,
                handler,
                settings.follow() == Follow.ALL,
                settings.follow().allFlows());
        reports = new FlowReports(flows, sums, handler, settings.follow().allFlows());
        retention = new SendRetention(settings.expireNs(), sends, flows, chains, index, comments, table, outcomes);
        flowRetention = new FlowRetention(sends, flows, chains, retention, outcomes, reports);
        IndexedSends indexed = new IndexedSends(sends, flows, chains, index, destinations, retention);
        unlinked = new UnlinkedSends(sends, chains, retention, flowRetention, indexed, outcomes);
        counted = new CountedSends(flowRetention, outcomes);
        Sightings sightings = new Sightings(sends, chains, hash, places, table, copies);
        TranslatedCopies translated =
                new TranslatedCopies(sends, flows, recent, translations, table, sightings, copies, retention, hash);
        further = new FurtherSightings(flows, sightings, translations, translated, outcomes);
        Ranking ranking = new Ranking(sends, hash);
        CauseSearch search = new CauseSearch(
                sends,
                flows,
                chains,
                destinations,
                translations,
                hash,
                flowRetention,
                outcomes,
                new CauseFinder(sends, flows, chains, index, hash, indexed, ranking),
                ranking);
        matcher = new ErrorMatcher(
                sends,
                hash,
                search,
                ranking,
                new OrphanReasons(flows, search, flowRetention, retention),
                new Attributions(
                        sends,
                        flows,
                        copies,
                        places,
                        table,
                        sightings,
                        outcomes,
                        hash,
                        search,
                        ranking,
                        new PrecedentFinder(sends, chains, index, copies),
                        handler,
                        !settings.follow().atOnce()));
    }
}
