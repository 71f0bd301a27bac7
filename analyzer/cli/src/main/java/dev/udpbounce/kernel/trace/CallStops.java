// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Handles the stops of threads at system calls: their entries and exits. */
final class CallStops {
    private final SyscallInfo info;
    private final ProcFiles files;
    private final CallEntries entries;
    private final CallExits exits;
    private final CallCorrections corrections;
    private final Consumer<String> blindSpots;
    private final Set<String> reported = new HashSet<>();

    /** @param blindSpots receives each thing that cannot be followed, once */
    CallStops(
            SyscallInfo info,
            ProcFiles files,
            CallEntries entries,
            CallExits exits,
            CallCorrections corrections,
            Consumer<String> blindSpots) {
        this.info = info;
        this.files = files;
        this.entries = entries;
        this.exits = exits;
        this.corrections = corrections;
        this.blindSpots = blindSpots;
    }

    /** Handles a stop at the entry or the exit of a call. */
    void atCall(Tracee tracee, long nowNs) {
        if (!info.ask(tracee.tid)) {
            return;
        }
        if (info.op() == SyscallInfo.ENTRY) {
            tracee.entered(entry(tracee, nowNs));
        } else if (info.op() == SyscallInfo.EXIT) {
            exit(tracee, nowNs);
        }
    }

    /** Handles the filter's stop at the entry of a call, unless the thread has already stopped at this entry. */
    void atFilter(Tracee tracee, long nowNs) {
        if (!tracee.inFlight() && info.ask(tracee.tid)) {
            tracee.entered(entry(tracee, nowNs));
        }
    }

    /** Returns whether the calls of a thread's new program are supported; 32-bit calls are not. */
    boolean knows(Tracee tracee) {
        if (!info.ask(tracee.tid) || info.isNative()) {
            return true;
        }
        blind(programOf32(tracee));
        return false;
    }

    void ended(TracedProcess process) {
        exits.ended(process);
    }

    private @Nullable InFlight entry(Tracee tracee, long nowNs) {
        if (!info.isNative()) {
            if (Calls32.onSocket(info.number()) && !reported.contains(programOf32(tracee))) {
                blind("the 32-bit calls of " + tracee.process.name());
            }
            return null;
        }
        SystemCall call = SystemCall.of(info.number());
        if (call == null) {
            return null;
        }
        if (call == SystemCall.IO_URING_SETUP) {
            blind("io_uring in " + tracee.process.name() + ", whose requests are no system calls");
            return null;
        }
        if (call.use == SystemCall.Use.CORRECTED) {
            return corrections.entry(tracee, call, info.arguments(), nowNs);
        }
        InFlight flight = entries.entry(tracee, call, info.arguments(), nowNs);
        if (files.wasRefused() && call.use == SystemCall.Use.SOCKET) {
            blind("the sockets of " + tracee.process.name()
                    + ", into which this user may not look (it is not dumpable)");
        }
        return flight;
    }

    private void exit(Tracee tracee, long nowNs) {
        InFlight flight = tracee.leave();
        if (flight == null) {
            return;
        }
        ReturnedCall call = new ReturnedCall(tracee, flight, info.result(), nowNs);
        if (flight.call().use == SystemCall.Use.CORRECTED) {
            corrections.exit(call);
        } else {
            exits.exit(call);
        }
    }

    private static String programOf32(Tracee tracee) {
        return "the calls of " + tracee.process.name() + ", a 32-bit program";
    }

    private void blind(String what) {
        if (reported.add(what)) {
            blindSpots.accept(what);
        }
    }
}
