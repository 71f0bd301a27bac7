// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.ObservedDelivery.By;
import dev.udpbounce.event.Send;
import dev.udpbounce.kernel.observe.ReportedError.Packet;
import dev.udpbounce.kernel.sys.BoundedMap;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.RealTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel does with ICMP errors at the UDP sockets of this machine, in every network namespace, as its reports
 * show it. Captured errors are joined to the reports; a thread reads these as they come. Thread-safe.
 *
 * <p>Where reports were lost, nothing is said about the errors of that time.
 */
public final class Observations implements AutoCloseable {
    /** What the kernel did with an error. */
    public enum Effect {
        /** It is pending: the next call returns it, or has returned it. */
        SET,
        /** It is in the error queue as well. */
        QUEUED,
        /** Nothing. */
        NOTHING
    }

    /**
     * What the kernel did with an error.
     *
     * @param cookie of the socket; 0 if there is none, or if it is not known
     */
    public record Observed(Effect effect, long cookie) {
        private static final Observed NOTHING = new Observed(Effect.NOTHING, 0);
    }

    /** A report may reach the ring this much later than one of a later time: a program may be interrupted. */
    private static final long SORTED_NS = 2_000_000;

    /** An error is at its socket before the capture hands it on, which takes at least this long. */
    private static final long HANDED_ON_NS = 15_000_000;

    /** An error that arrives at its socket this much later than it was captured is likely to be another one. */
    private static final long ARRIVED_NS = 100_000_000;

    /** How far the clock of the reports may be off, compared with that of packets, nanoseconds. */
    public static final long CLOCK_NS = 10_000_000;

    /** How long a delivery waits for its error to come out of the capture. */
    private static final long CAPTURED_NS = 300_000_000;

    /** How long a report waits for its error: on a busy machine the capture is late. */
    private static final long LATE_NS = 5_000_000_000L;

    private static final int TIMEOUT_MS = 200;
    /** The nice value of the thread that reads, if the process has the right: the ring must not overflow. */
    private static final int NICE = -5;

    private static final int MAX_SOCKETS = 1 << 15;
    private static final int MAX_ERRORS = 1 << 17;
    private static final int MAX_WAITING = 1 << 16;

    /** A report, with what was known of the process when it came. */
    private record Arrived(KernelReport report, Processes.Known process) {}

    private final KernelReports reports;
    private final Consumer<ClosedSocket> closings;
    private final boolean everyError;
    private final Processes processes;
    private final PriorityQueue<Arrived> sorting =
            new PriorityQueue<>(Comparator.comparingLong(arrived -> arrived.report.timeNs()));
    private final Map<Long, ObservedSocket> sockets = new BoundedMap<>(MAX_SOCKETS);
    private final UnseenErrors errors = new UnseenErrors(MAX_ERRORS);
    private final Deque<Outcome> waiting = new ArrayDeque<>();
    private final Deque<Outcome> ready = new ArrayDeque<>();
    private Processes.Known current = Processes.Known.NOTHING;
    private final LossTimes lossTimes = new LossTimes(RealTime.nowNs());
    /** Reports from before this time say nothing: others of the same socket may be missing. */
    private long followedSinceNs;

    /** Arrival of the latest report that was given up. */
    private long forgottenNs = Long.MIN_VALUE;

    /** Every report from before this time was read. */
    private long readNs;

    private long losses;
    private boolean closed;

    private Observations(
            KernelReports reports, Processes processes, boolean everyError, Consumer<ClosedSocket> closings) {
        this.reports = reports;
        this.processes = processes;
        this.everyError = everyError;
        this.closings = closings;
        followedSinceNs = RealTime.nowNs();
        readNs = followedSinceNs;
    }

    /**
     * Starts observing.
     *
     * @param everyError whether deliveries of errors that were not captured are wanted too
     * @param containers recognizes those of processes
     * @param closings gets each socket when a program has closed it, in about the order of time
     * @throws IOException if this kernel or these privileges do not allow it
     */
    public static Observations open(boolean everyError, Containers containers, Consumer<ClosedSocket> closings)
            throws IOException {
        Processes processes = new Processes(Path.of("/proc"), System::nanoTime, containers);
        Observations opened = new Observations(KernelReports.open(), processes, everyError, closings);
        Thread thread = new Thread(opened::listen, "observations");
        thread.setDaemon(true);
        thread.start();
        return opened;
    }

    private void listen() {
        Libc.calls().setpriority(0, 0, NICE);
        while (!isClosed()) {
            reports.await(TIMEOUT_MS);
            while (readOn()) {
                // Those that come in the meantime wake nobody.
                LockSupport.parkNanos(SORTED_NS);
            }
        }
        reports.close();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Takes all reports; returns whether some are not in order yet. */
    private synchronized boolean readOn() {
        catchUp();
        return !closed && !sorting.isEmpty();
    }

    /** Takes all reports so far, except the latest, which are not in order yet. */
    public synchronized void catchUp() {
        if (closed) {
            return;
        }
        long nowNs = RealTime.nowNs();
        long before = readNs;
        if (reports.read(this::arrive)) {
            readNs = nowNs;
        }
        heedLosses(before - SORTED_NS);
        while (!sorting.isEmpty() && sorting.peek().report.timeNs() < nowNs - SORTED_NS) {
            take(sorting.remove());
        }
    }

    private void arrive(KernelReport report) {
        boolean ofCall = report.kind() != KernelReport.Kind.ERROR
                && (report.kind() != KernelReport.Kind.CLOSE || report.pending() != 0 || report.queued() != 0);
        sorting.add(new Arrived(report, ofCall ? processes.of(report.caller().pid()) : Processes.Known.NOTHING));
    }

    /**
     * After a loss, what was known of sockets may be wrong.
     *
     * @param sinceNs before it, nothing was lost that was not known before
     */
    private void heedLosses(long sinceNs) {
        long now = reports.losses();
        if (now != losses) {
            losses = now;
            followedSinceNs = RealTime.nowNs();
            lossTimes.add(sinceNs, followedSinceNs);
            sorting.clear();
            sockets.clear();
        }
    }

    /** Too many reports wait for their errors. */
    private void forgetAll() {
        followedSinceNs = RealTime.nowNs();
        lossTimes.addAllUntil(followedSinceNs);
        sorting.clear();
        sockets.clear();
        errors.clear();
    }

    private void take(Arrived arrived) {
        KernelReport report = arrived.report;
        if (report.timeNs() < followedSinceNs) {
            return;
        }
        long address = report.socket().address();
        current = arrived.process;
        switch (report.kind()) {
            case ERROR ->
                sockets.computeIfAbsent(address, a -> new ObservedSocket(new Findings()))
                        .take(report);
            case CLOSE -> {
                ObservedSocket socket = sockets.remove(address);
                if (socket != null) {
                    socket.take(report);
                }
                closings.accept(ClosedSocket.of(report));
            }
            default -> {
                ObservedSocket socket = sockets.get(address);
                if (socket != null) {
                    socket.take(report);
                }
            }
        }
    }

    private final class Findings implements ObservedSocket.Findings {
        @Override
        public void arrived(ReportedError error) {
            if (!errors.add(error)) {
                forgetAll();
            }
        }

        @Override
        public void became(By by, KernelReport report, List<ReportedError> its) {
            Outcome outcome = new Outcome(by, report, current, its);
            if (outcome.isComplete()) {
                ready.add(outcome);
            } else if (waiting.size() < MAX_WAITING) {
                waiting.add(outcome);
            }
        }
    }

    /**
     * Returns what the kernel did with a captured error, which must not repeat another; null if that is not known, or
     * not known yet because the error was captured only some milliseconds ago.
     *
     * @param network number of the network namespace that its socket is in, if that is one of those that are captured,
     *     else of the one that it was captured in
     */
    public synchronized @Nullable Observed of(Bounce bounce, long network) {
        long timeNs = bounce.sighting().timeNs();
        long settledNs = RealTime.nowNs() - HANDED_ON_NS;
        if (readNs - SORTED_NS < settledNs) {
            catchUp();
        }
        if (lossTimes.touch(timeNs - CLOCK_NS, timeNs + ARRIVED_NS)) {
            return null;
        }
        Flow flow = bounce.socketFlow();
        ReportedError error = errors.take(bounce, timeNs - CLOCK_NS, timeNs + ARRIVED_NS, network);
        if (error == null) {
            boolean mayFollow =
                    timeNs > settledNs || readNs - SORTED_NS < settledNs || errors.hasSince(bounce, timeNs - CLOCK_NS);
            boolean mayBeForgotten = timeNs - CLOCK_NS <= forgottenNs;
            return mayFollow || mayBeForgotten ? null : Observed.NOTHING;
        }
        for (Outcome outcome : error.join(packet(bounce, flow))) {
            if (outcome.isComplete() && !outcome.isPassedOn()) {
                ready.add(outcome);
            }
        }
        return new Observed(
                error.entry() == null ? Effect.SET : Effect.QUEUED,
                error.socket().cookie());
    }

    private static Packet packet(Bounce bounce, Flow flow) {
        Send cause = bounce.attribution().cause();
        return new Packet(
                bounce.sighting().frame(),
                bounce.sighting().timeNs(),
                flow,
                cause == null ? Packet.NEVER : cause.timeNs(),
                bounce.icmp().linux().errnoNumber());
    }

    /**
     * Returns what calls did with errors, and the ends of sockets, each once. An error that was not captured is waited
     * for as long as it may come.
     *
     * @param passedNs time up to which every captured error was asked for, in nanoseconds since the Unix epoch
     * @param last whether nothing more will be captured
     */
    public synchronized List<ObservedDelivery> deliveries(long passedNs, boolean last) {
        if (last) {
            catchUp();
        }
        if (ready.isEmpty() && waiting.isEmpty() && errors.isEmpty()) {
            return List.of();
        }
        long untilNs = last ? Long.MAX_VALUE : Math.min(passedNs, RealTime.nowNs()) - CAPTURED_NS;
        forgottenNs = Math.max(forgottenNs, errors.forgetBefore(last ? untilNs : untilNs - LATE_NS));
        List<ObservedDelivery> found = new ArrayList<>();
        while (!ready.isEmpty()) {
            found.addAll(ready.remove().passOn());
        }
        while (!waiting.isEmpty()
                && (waiting.peek().isPassedOn() || waiting.peek().errorNs() < untilNs)) {
            Outcome outcome = waiting.remove();
            if (!outcome.isPassedOn() && (everyError || outcome.isOfCaptured())) {
                found.addAll(outcome.passOn());
            }
        }
        return found;
    }

    /** Returns how many reports found no room, or were about sockets that found none. */
    public synchronized long losses() {
        return losses;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
