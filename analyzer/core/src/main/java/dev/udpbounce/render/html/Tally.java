// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.render.words.PageWords;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums of the events of a timeline, by what the page shows; bounded. */
final class Tally {
    private static final int MOST_ROWS = 2048;
    private static final int MOST_CODES = 64;

    private final TimeAxis axis = new TimeAxis();
    private final Map<String, RowSums> destinations = new LinkedHashMap<>();
    private final Map<String, RowSums> processes = new LinkedHashMap<>();
    private final RowSums otherDestinations = new RowSums(axis.strip());
    private final RowSums otherProcesses = new RowSums(axis.strip());
    private final Map<IcmpCode, Long> codes = new LinkedHashMap<>();
    private final EnumMap<Told, Long> told = new EnumMap<>(Told.class);
    private final List<CaptureReport> captures = new ArrayList<>();
    private long matched;
    private long orphans;
    private long ambiguous;
    private long stale;
    private long lost;
    private long sends;
    private boolean calls;

    void add(Event event) {
        if (event instanceof Event.UdpSend send) {
            send(send);
        } else if (event instanceof Event.IcmpError error) {
            error(error);
        } else if (event instanceof Event.CaptureSummary capture) {
            captures.add(capture.report());
        } else if (event instanceof Event.Syscall call) {
            calls = true;
            lost += call.call().lostItsDatagram() ? 1 : 0;
        }
    }

    private void send(Event.UdpSend event) {
        sends++;
        Flow flow = event.send().flow();
        RowSums to =
                row(destinations, otherDestinations, PageWords.endpoint(flow.destination(), flow.destinationPort()));
        to.sent(event.timeNs(), event.hasTime());
        if (event.owner() != null) {
            String name = PageWords.process(event.owner());
            to.named(name);
            row(processes, otherProcesses, name).sent(event.timeNs(), event.hasTime());
        }
    }

    private void error(Event.IcmpError event) {
        Bounce bounce = event.bounce();
        if (bounce.attribution().duplicateOf() != 0) {
            return;
        }
        if (bounce.attribution().cause() == null) {
            orphans++;
            return;
        }
        matched++;
        ambiguous += bounce.attribution().match() == Match.AMBIGUOUS ? 1 : 0;
        stale += event.fate() != null && event.fate().story() == Fate.Story.STALE ? 1 : 0;
        IcmpCode code = bounce.icmp().meaning();
        if (codes.containsKey(code) || codes.size() < MOST_CODES) {
            codes.merge(code, 1L, Long::sum);
        }
        told.merge(Told.of(event), 1L, Long::sum);
        Flow flow = bounce.datagramFlow();
        RowSums to =
                row(destinations, otherDestinations, PageWords.endpoint(flow.destination(), flow.destinationPort()));
        to.bounced(event);
        SocketOwner owner = event.fate() == null ? null : event.fate().owner();
        if (owner != null) {
            to.named(PageWords.process(owner));
            row(processes, otherProcesses, PageWords.process(owner)).bounced(event);
        }
    }

    private RowSums row(Map<String, RowSums> rows, RowSums others, String name) {
        RowSums known = rows.get(name);
        if (known != null) {
            return known;
        }
        if (rows.size() == MOST_ROWS) {
            return others;
        }
        RowSums row = new RowSums(axis.strip());
        rows.put(name, row);
        return row;
    }

    TimeAxis axis() {
        return axis;
    }

    /** The sums of a destination; null for one beyond those remembered. */
    @Nullable
    RowSums destination(String name) {
        return destinations.get(name);
    }

    Map<String, RowSums> processes() {
        return processes;
    }

    /** Errors that are matched with a datagram, by type and code, without repetitions. */
    Map<IcmpCode, Long> codes() {
        return codes;
    }

    /** The same, the most first. */
    List<Map.Entry<IcmpCode, Long>> codesByCount() {
        List<Map.Entry<IcmpCode, Long>> sorted = new ArrayList<>(codes.entrySet());
        sorted.sort(Map.Entry.<IcmpCode, Long>comparingByValue().reversed());
        return sorted;
    }

    /** The same errors by who is told. */
    Map<Told, Long> told() {
        return told;
    }

    List<CaptureReport> captures() {
        return captures;
    }

    /** Errors that are matched with a datagram, without repetitions. */
    long matched() {
        return matched;
    }

    /** Errors without a datagram. */
    long orphans() {
        return orphans;
    }

    /** Those of the matched errors that fit several datagrams. */
    long ambiguous() {
        return ambiguous;
    }

    /** Errors that were told to a call about another peer. */
    long stale() {
        return stale;
    }

    /** Sends that returned the error of an earlier datagram instead of sending theirs. */
    long lostSends() {
        return lost;
    }

    /** Datagrams that were events. */
    long sends() {
        return sends;
    }

    /** Whether calls of a program were traced. */
    boolean hasCalls() {
        return calls;
    }

    /** Whether the sockets of the errors are known. */
    boolean knowsSockets() {
        return told.keySet().stream().anyMatch(Told::isOfSocket);
    }
}
