// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.event.ObservedDelivery.By;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.kernel.observe.KernelReport.QueueEntry;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows the errors of one socket through the kernel's reports: which are pending, in the one slot that a socket has,
 * and which are in its error queue ({@code sock_error}, {@code sock_queue_err_skb}, {@code sock_dequeue_err_skb}).
 */
final class ObservedSocket {
    /** Receives what is found. */
    interface Findings {
        /** An error arrived. */
        void arrived(ReportedError error);

        /** A call returned errors, or the socket ended with them. */
        void became(By by, KernelReport report, List<ReportedError> errors);
    }

    /** What a send may also return on its own, whatever is pending. */
    private static final Set<Errno> OF_SENDS =
            EnumSet.of(Errno.EACCES, Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EMSGSIZE, Errno.EOPNOTSUPP);

    /**
     * An entry of the error queue.
     *
     * @param error null if it is not an ICMP error, or is from before the first report
     */
    private record Queued(@Nullable ReportedError error) {
        static final Queued OTHER = new Queued(null);
    }

    /** What ICMP errors set. */
    private static final Set<Integer> OF_ICMP = IcmpTable.known().stream()
            .map(code -> code.linux().errnoNumber())
            .filter(errno -> errno != 0)
            .collect(Collectors.toUnmodifiableSet());

    /** How much later than the call that took it an error may be reported: its program may have been interrupted. */
    private static final long LATE_NS = 10_000_000;

    private static final int MAX_PENDING = 1 << 10;
    private static final int MAX_QUEUED = 1 << 12;

    private final Findings findings;
    private final Deque<Queued> queue = new ArrayDeque<>(2);
    private List<ReportedError> pending = new ArrayList<>(2);
    private long lastEntry;
    /** Whether its error queue was ever seen to have an entry. */
    private boolean hasQueue;
    /** A call that returned an error of which there is no report yet; null for none. */
    private @Nullable Early early;
    /** Errors that a recvmmsg may have set again, after it had received messages. */
    private List<ReportedError> kept = List.of();
    /** Whether a call may have taken errors without a report. */
    private boolean takenSilently;

    /** A call. */
    private record Early(By by, KernelReport report, int errno) {}

    ObservedSocket(Findings findings) {
        this.findings = findings;
    }

    void take(KernelReport report) {
        switch (report.kind()) {
            case ERROR -> error(report);
            case RECEIVE -> {
                takenSilently |= report.isOfRecvmmsg();
                if ((report.flags() & SocketConstants.MSG_ERRQUEUE) == 0) {
                    call(By.RECEIVE, report, -report.result());
                } else if (report.result() >= 0) {
                    queueRead(report);
                }
            }
            case SEND -> call(By.SEND, report, -report.result());
            case TAKE_ERROR -> call(By.SO_ERROR, report, report.result());
            case CLOSE -> close(report);
        }
    }

    /**
     * With IP_RECVERR the kernel reports twice: when the error is in the queue, and when it is pending. It also reports
     * that reading the queue has made the next entry pending.
     */
    private void error(KernelReport report) {
        QueueEntry entry = report.queueEnd();
        if (entry != null && entry.id() != lastEntry) {
            lastEntry = entry.id();
            hasQueue = true;
            queued(report, entry);
            return;
        }
        ReportedError last = errorOf(queue.peekLast());
        if (entry != null && last != null && !last.isSet() && last.mayBe(report.pending())) {
            becomesPending(last, report);
            return;
        }
        boolean wasRead = entry != null && report.queued() < queue.size();
        if (!wasRead) {
            set(report);
        }
    }

    /** An error was set. If nothing is pending, another thread has taken it before the report looked. */
    private void set(KernelReport report) {
        ReportedError error = new ReportedError(report.socket(), report.pending(), report.timeNs(), null);
        findings.arrived(error);
        // It may have been an entry of the queue that was read at once.
        if (report.pending() != 0 || !hasQueue) {
            becomesPending(error, report);
        } else {
            error.setPending();
        }
    }

    /** An error was set, which a call on another processor may have taken before it was reported. */
    private void becomesPending(ReportedError error, KernelReport report) {
        error.setPending();
        Early call = early;
        early = null;
        if (call != null && report.timeNs() - call.report.timeNs() <= LATE_NS && error.mayBe(call.errno)) {
            returned(call.by, call.report, call.errno, List.of(error));
        } else {
            addPending(error);
        }
    }

    private void queued(KernelReport report, QueueEntry entry) {
        int before = Math.min(report.queued() - 1, MAX_QUEUED);
        while (queue.size() > before) {
            queue.pollFirst();
        }
        while (queue.size() < before) {
            queue.addFirst(Queued.OTHER);
        }
        if (entry.isIcmp()) {
            ReportedError error = new ReportedError(report.socket(), entry.errno(), report.timeNs(), entry);
            queue.addLast(new Queued(error));
            findings.arrived(error);
        } else {
            queue.addLast(Queued.OTHER);
        }
    }

    private static @Nullable ReportedError errorOf(@Nullable Queued entry) {
        return entry == null ? null : entry.error;
    }

    private void addPending(ReportedError error) {
        if (pending.size() == MAX_PENDING) {
            pending.remove(0);
        }
        pending.add(error);
    }

    /** A call failed with this errno, which may be the pending one. */
    private void call(By by, KernelReport report, int errno) {
        int last = pending.size() - 1;
        while (last >= 0
                && (!pending.get(last).mayBe(errno) || pending.get(last).timeNs() > report.timeNs())) {
            last--;
        }
        if (errno <= 0 || (by == By.SEND && mayBeItsOwn(errno) && (last < 0 || report.pending() != 0))) {
            return;
        }
        if (last < 0) {
            boolean wasKept = !kept.isEmpty() && kept.get(kept.size() - 1).mayBe(errno);
            early = wasKept || !OF_ICMP.contains(errno) ? null : new Early(by, report, errno);
            if (wasKept) {
                returned(by, report, errno, kept);
            }
            return;
        }
        // Another error may have arrived since the call took the slot.
        boolean newerIsPending = report.pending() != 0 && last == pending.size() - 1 && last > 0;
        List<ReportedError> taken = pending.subList(0, newerIsPending ? last : last + 1);
        List<ReportedError> told = List.copyOf(taken);
        taken.clear();
        returned(by, report, errno, told);
    }

    /** A call took errors, of which it returned the errno, unless it kept that to itself. */
    private void returned(By by, KernelReport report, int errno, List<ReportedError> taken) {
        taken.forEach(error -> error.tell(errno));
        kept = by == By.RECEIVE && report.mayKeep() ? taken : List.of();
        ReportedError latest = taken.get(taken.size() - 1);
        if (report.mayKeep()) {
            mayBeTold(report, taken);
        } else if (takenSilently) {
            // Those before it may have been taken before it was set.
            mayBeTold(report, taken.subList(0, taken.size() - 1));
            findings.became(by, report, List.of(latest));
        } else {
            findings.became(by, report, taken);
        }
    }

    private void mayBeTold(KernelReport report, List<ReportedError> taken) {
        for (ReportedError error : taken) {
            findings.became(By.UNKNOWN, report, List.of(error));
        }
    }

    private static boolean mayBeItsOwn(int errno) {
        return OF_SENDS.stream().anyMatch(each -> each.linux() == errno);
    }

    /** The first entry of the queue was read, and the next one is pending now if it is an ICMP error. */
    private void queueRead(KernelReport report) {
        while (queue.size() > report.queued() + 1) {
            queue.pollFirst();
        }
        ReportedError read = queue.size() == report.queued() + 1 ? errorOf(queue.pollFirst()) : null;
        if (report.queued() == 0) {
            lastEntry = 0;
        }
        ReportedError next = errorOf(queue.peekFirst());
        boolean armed = report.pending() != 0 && next != null && next.errno() == report.pending();
        if (report.pending() == 0 || armed) {
            pending = new ArrayList<>(2);
            if (armed && next != null) {
                pending.add(next);
            }
        }
        if (read != null) {
            read.tell(read.errno());
            findings.became(By.ERROR_QUEUE, report, List.of(read));
        }
    }

    private void close(KernelReport report) {
        List<ReportedError> lost = new ArrayList<>();
        List<ReportedError> taken = new ArrayList<>();
        // If nothing is pending, a call has taken it that is not reported.
        pending.forEach(error -> add(error, report.pending() != 0 ? lost : taken));
        taken.forEach(error -> error.tell(error.errno()));
        for (Queued entry : queue) {
            add(entry.error, lost);
        }
        pending.clear();
        queue.clear();
        mayBeTold(report, taken);
        if (!lost.isEmpty()) {
            findings.became(By.CLOSED, report, lost);
        }
    }

    private static void add(@Nullable ReportedError error, List<ReportedError> lost) {
        if (error != null && !error.isTold() && !lost.contains(error)) {
            lost.add(error);
        }
    }
}
