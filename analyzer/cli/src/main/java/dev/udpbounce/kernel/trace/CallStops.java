package dev.udpbounce.kernel.trace;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What threads say at their stops at system calls: calls begin and return. */
final class CallStops {
    private final SyscallInfo info;
    private final CallEntries entries;
    private final CallExits exits;
    private final Consumer<String> blindSpots;
    private final Set<String> told = new HashSet<>();

    /** @param blindSpots hears of what cannot be followed, once each */
    CallStops(SyscallInfo info, CallEntries entries, CallExits exits, Consumer<String> blindSpots) {
        this.info = info;
        this.entries = entries;
        this.exits = exits;
        this.blindSpots = blindSpots;
    }

    /** A stop at the entry or the exit of a call. */
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

    /** The filter's stop at the entry of a call; where every call stops, this one has done so already. */
    void atFilter(Tracee tracee, long nowNs) {
        if (!tracee.inFlight() && info.ask(tracee.tid)) {
            tracee.entered(entry(tracee, nowNs));
        }
    }

    /** Whether the calls of the program that a thread has begun are known here; those of 32 bits are not. */
    boolean knows(Tracee tracee) {
        if (!info.ask(tracee.tid) || info.isNative()) {
            return true;
        }
        blindToProgram(tracee);
        return false;
    }

    void ended(TracedProcess process) {
        exits.ended(process);
    }

    private @Nullable InFlight entry(Tracee tracee, long nowNs) {
        if (!info.isNative()) {
            blindToProgram(tracee);
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
        return entries.entry(tracee, call, info.arguments(), nowNs);
    }

    private void exit(Tracee tracee, long nowNs) {
        InFlight flight = tracee.leave();
        if (flight != null) {
            exits.exit(new ReturnedCall(tracee, flight, info.result(), nowNs));
        }
    }

    private void blindToProgram(Tracee tracee) {
        blind("the calls of " + tracee.process.name() + ", a 32-bit program");
    }

    private void blind(String what) {
        if (told.add(what)) {
            blindSpots.accept(what);
        }
    }
}
