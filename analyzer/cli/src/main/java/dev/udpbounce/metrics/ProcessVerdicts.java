// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import dev.udpbounce.event.Event.IcmpError;
import dev.udpbounce.event.Event.UdpSend;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.RecentFrames;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.render.terminal.TerminalText;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts verdicts by process and destination. Of these pairs, those with the most errors have labels of their own; the
 * others share one. A process is known by its name, as its number would make a new series with each of its starts.
 */
final class ProcessVerdicts {
    private static final int MOST_PAIRS = 100;
    private static final String OTHER = TopDestinations.OTHER;
    private static final String UNKNOWN = "unknown";
    /** Neither a name nor an address contains it. */
    private static final char BETWEEN = '\0';

    /** Verdict and basis, as labels. */
    private record Judged(String verdict, String basis) {}

    private final Counter counter;
    private final Counter lostSends;
    private final TopDestinations pairs = new TopDestinations(MOST_PAIRS, this::forget);
    private final Map<String, Set<Judged>> judgedByPair = new HashMap<>();
    private final RecentFrames<SocketOwner> senders = new RecentFrames<>();

    ProcessVerdicts(PrometheusRegistry registry) {
        counter = Counter.builder()
                .name("udpbounce_process_verdicts_total")
                .help(
                        "The same verdicts by the process that sent the datagram and its destination; the pairs with most of"
                                + " them by name.")
                .labelNames("process", "destination", "verdict", "basis")
                .register(registry);
        lostSends = Counter.builder()
                .name("udpbounce_lost_sends_total")
                .help("Datagrams that were not sent, because their send call returned the error of an earlier one.")
                .labelNames("process", "destination")
                .register(registry);
    }

    /** Counts the datagram that a send did not send, if one delivered an error. */
    void delivered(ObservedDelivery delivery) {
        if (delivery.by() == ObservedDelivery.By.SEND) {
            SocketCall.Endpoint peer = delivery.peer();
            String destination = peer == null
                    ? UNKNOWN
                    : Metrics.endpoint(new Flow(peer.address(), peer.port(), peer.address(), peer.port()));
            String name = pairs.count(name(delivery.process()) + BETWEEN + destination);
            lostSends.labelValues(processOf(name), destinationOf(name)).inc();
        }
    }

    /** Notes the sender of a datagram. */
    void sent(UdpSend event) {
        senders.put(event.send().frame(), event.owner());
    }

    /**
     * Counts an error that repeats no other.
     *
     * @param destination the quoted destination, as a label
     */
    void count(IcmpError error, Fate fate, String destination) {
        Judged judged = new Judged(
                fate.verdict().name().toLowerCase(Locale.ROOT), fate.isObserved() ? "observed" : "predicted");
        String name = pairs.count(process(error, fate) + BETWEEN + destination);
        judgedByPair.computeIfAbsent(name, pair -> new HashSet<>()).add(judged);
        counter.labelValues(processOf(name), destinationOf(name), judged.verdict, judged.basis)
                .inc();
    }

    private String process(IcmpError error, Fate fate) {
        Send cause = error.bounce().attribution().cause();
        SocketOwner sender = cause == null ? null : senders.get(cause.frame());
        return name(sender == null ? fate.owner() : sender);
    }

    private static String name(@Nullable SocketOwner owner) {
        String name = owner == null ? "" : TerminalText.escape(owner.name());
        return name.isEmpty() ? UNKNOWN : name;
    }

    private void forget(String pair) {
        lostSends.remove(processOf(pair), destinationOf(pair));
        Set<Judged> judged = judgedByPair.remove(pair);
        if (judged != null) {
            judged.forEach(each -> counter.remove(processOf(pair), destinationOf(pair), each.verdict, each.basis));
        }
    }

    private static String processOf(String pair) {
        int between = pair.indexOf(BETWEEN);
        return between < 0 ? OTHER : pair.substring(0, between);
    }

    private static String destinationOf(String pair) {
        int between = pair.indexOf(BETWEEN);
        return between < 0 ? OTHER : pair.substring(between + 1);
    }
}
