// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Summary;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.render.terminal.TerminalText;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * The counters of a capture. Errors are counted as events; the counts of the pipeline are set by {@link #update}. The
 * number of series is bounded, whatever the packets contain.
 */
public final class Metrics implements EventSink {
    private static final int MOST_DESTINATIONS = 100;
    private static final String OTHER = TopDestinations.OTHER;

    /** The latest counts of the pipeline. */
    private record Sums(Counts counts, List<CaptureReport> captures) {}

    /** IP version, type and code of an error, as labels. */
    private record Kind(String version, String type, String code) {}

    private static final Map<IcmpCode, Kind> KNOWN = known();

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter errors;
    private final Counter matches;
    private final Counter verdicts;
    private final Counter deliveries;
    private final ProcessVerdicts processVerdicts;
    private final TopDestinations destinations = new TopDestinations(MOST_DESTINATIONS, this::forget);
    private final Map<String, Set<Kind>> kindsByDestination = new HashMap<>();
    private volatile Sums sums = new Sums(new Counts(0, 0, 0, 0, 0, 0, 0, 0), List.of());

    public Metrics() {
        errors = Counter.builder()
                .name("udpbounce_icmp_errors_total")
                .help("ICMP errors that quote UDP; the destinations with most of them by name.")
                .labelNames("ip_version", "type", "code", "destination")
                .register(registry);
        matches = Counter.builder()
                .name("udpbounce_matches_total")
                .help("The same errors by whether a datagram was found that caused them.")
                .labelNames("match")
                .register(registry);
        verdicts = Counter.builder()
                .name("udpbounce_verdicts_total")
                .help("ICMP errors by what the socket does with them; without those that repeat another.")
                .labelNames("verdict")
                .register(registry);
        deliveries = Counter.builder()
                .name("udpbounce_deliveries_total")
                .help("What the kernel was seen to do with errors, by how it told a program.")
                .labelNames("by")
                .register(registry);
        for (ObservedDelivery.By by : ObservedDelivery.By.values()) {
            deliveries.initLabelValues(word(by));
        }
        processVerdicts = new ProcessVerdicts(registry);
        for (Match match : Match.values()) {
            matches.initLabelValues(word(match));
        }
        for (Fate.Verdict verdict : Fate.Verdict.values()) {
            verdicts.initLabelValues(word(verdict));
        }
        registerSums();
    }

    private void registerSums() {
        counted("udpbounce_datagrams_total", "UDP datagrams.", Counts::sends);
        counted("udpbounce_expired_datagrams_total", "Datagrams that waited in vain for an error.", Counts::expired);
        counted("udpbounce_evicted_datagrams_total", "Datagrams that left a full memory early.", Counts::evicted);
        captured("udpbounce_packets_total", "Packets that were analyzed.", CaptureReport::packets);
        captured(
                "udpbounce_kernel_dropped_packets_total",
                "Packets that found the kernel's buffer full.",
                report -> Math.max(0, report.droppedByKernel()));
        captured(
                "udpbounce_interface_dropped_packets_total",
                "Packets that the interface dropped.",
                report -> Math.max(0, report.droppedByInterface()));
    }

    private void counted(String name, String help, ToLongFunction<Counts> figure) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(to -> to.call((double) figure.applyAsLong(sums.counts)))
                .register(registry);
    }

    private void captured(String name, String help, ToLongFunction<CaptureReport> figure) {
        Consumer<CounterWithCallback.Callback> each = to -> sums.captures.forEach(
                report -> to.call((double) figure.applyAsLong(report), TerminalText.escape(report.name())));
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("interface")
                .callback(each)
                .register(registry);
    }

    PrometheusRegistry registry() {
        return registry;
    }

    /** Sets the counts of the pipeline; each interface may occur only once. For any thread. */
    public void update(Counts counts, List<CaptureReport> captures) {
        sums = new Sums(counts, List.copyOf(captures));
    }

    @Override
    public boolean wantsFlows() {
        return false;
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    /** Metrics count all errors, whichever of them are shown. */
    @Override
    public boolean wantsEverything() {
        return true;
    }

    @Override
    public void event(Event event) {
        if (event instanceof Event.IcmpError error) {
            count(error.bounce());
            boolean repeated = error.bounce().attribution().duplicateOf() != 0;
            matches.labelValues(
                            repeated
                                    ? "duplicate"
                                    : word(error.bounce().attribution().match()))
                    .inc();
            Fate fate = error.fate();
            if (fate != null && !repeated) {
                verdicts.labelValues(word(fate.verdict())).inc();
                processVerdicts.count(error, fate, endpoint(error.bounce().datagramFlow()));
            }
        } else if (event instanceof Event.Delivery told) {
            deliveries.labelValues(word(told.delivery().by())).inc();
            processVerdicts.delivered(told.delivery());
        } else if (event instanceof Event.UdpSend send) {
            processVerdicts.sent(send);
        }
    }

    private void count(Bounce bounce) {
        Kind kind = kind(bounce);
        Flow flow = bounce.datagramFlow();
        String destination = destinations.count(endpoint(flow));
        kindsByDestination.computeIfAbsent(destination, name -> new HashSet<>()).add(kind);
        errors.labelValues(kind.version, kind.type, kind.code, destination).inc();
    }

    private void forget(String destination) {
        Set<Kind> kinds = kindsByDestination.remove(destination);
        if (kinds != null) {
            kinds.forEach(kind -> errors.remove(kind.version, kind.type, kind.code, destination));
        }
    }

    /** Returns the destination with its port, unless that is negative because it is not known. */
    static String endpoint(Flow flow) {
        String host = flow.version() == 6 ? "[" + flow.destination() + "]" : String.valueOf(flow.destination());
        return flow.destinationPort() < 0 ? host : host + ":" + flow.destinationPort();
    }

    /** Types and codes that Linux does not know share a label, because a packet may contain any value. */
    private static Kind kind(Bounce bounce) {
        Kind known = KNOWN.get(bounce.icmp().meaning());
        return known != null ? known : new Kind(String.valueOf(bounce.icmp().version()), OTHER, OTHER);
    }

    private static Map<IcmpCode, Kind> known() {
        Map<IcmpCode, Kind> kinds = new HashMap<>();
        for (IcmpCode each : IcmpTable.known()) {
            kinds.put(
                    each,
                    new Kind(String.valueOf(each.version()), String.valueOf(each.type()), String.valueOf(each.code())));
        }
        return kinds;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void end(Summary summary) {
        // The last update has the final counts.
    }
}
