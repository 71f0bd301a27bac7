// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.bulk.Homes;
import dev.udpbounce.correlate.CorrelationSettings;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.MemoryShares;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Passes the packets of one home to its correlator, and none of another home that are in the same frames. Datagrams that
 * another home owns are passed too, if they show that a destination of this one is alive; they are not counted here.
 */
final class HomePackets implements PacketHandler {
    private final Homes homes;
    private final int home;
    private final Correlator correlator;
    private final @Nullable Predicate<Datagram> selected;
    private final BorrowedSends borrowed;
    private long borrowedSightings;

    /**
     * @param selected whether a datagram, or an error that quotes it, is to be correlated; null for all
     * @param lastNs time of the latest frame of the run
     */
    HomePackets(Homes homes, int home, Correlator correlator, @Nullable Predicate<Datagram> selected, long lastNs) {
        this.homes = homes;
        this.home = home;
        this.correlator = correlator;
        this.selected = selected;
        CorrelationSettings settings = correlator.settings();
        int places = MemoryShares.of(settings.memoryBytes(), false).flows();
        borrowed = new BorrowedSends(Integer.highestOneBit(places), lastNs, settings.expireNs());
        if (homes.isSingle()) {
            correlator.expectSeveralVantages();
        } else {
            correlator.expectErrorsAbout(endpoint -> homes.of(endpoint) == home && homes.isQuoted(endpoint));
        }
    }

    @Override
    public void onDatagram(Datagram datagram) {
        FlowHash hash = homes.hash();
        long source = hash.source(datagram);
        boolean fromHere = homes.ofSource(source) == home;
        if (selected != null && !selected.test(datagram)) {
            if (fromHere) {
                correlator.onOther(datagram);
            }
            return;
        }
        long destination = hash.destination(datagram);
        long flow = hash.flow(source, destination);
        if (homes.owner(source, destination, flow) == home) {
            correlator.onDatagram(datagram, source, destination, flow);
            borrowed.answer(flow, FlowHash.direction(source, destination));
        } else if (fromHere) {
            long before = correlator.sightings();
            correlator.onDatagram(datagram, source, destination, flow);
            if (correlator.sightings() > before) {
                borrowedSightings++;
            } else {
                borrowed.add(
                        flow,
                        FlowHash.direction(source, destination),
                        correlator.frame().timeNs());
            }
        }
    }

    @Override
    public void onIcmpError(IcmpError error) {
        boolean isSelected = selected == null || selected.test(error.quote());
        if (isSelected && homes.ofErrorAbout(error.quote()) == home) {
            correlator.onIcmpError(error);
        }
    }

    /** Returns the counts of the correlator without the datagrams of other homes. */
    Counts counts() {
        Counts all = correlator.counts();
        return new Counts(
                all.sends() - borrowed.count(),
                all.sightings() - borrowedSightings,
                all.bounced(),
                all.answered() - borrowed.answered(),
                all.suppressed(),
                all.expired() - borrowed.expired(),
                all.evicted(),
                all.waiting());
    }
}
