package dev.udpbounce.timeline;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.timeline.Fate.Story;
import dev.udpbounce.timeline.Fate.Verdict;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One error at the socket that caused it, until its story is known. */
final class ErrorStory {
    final Bounce bounce;
    final Sender sender;
    private boolean told;

    ErrorStory(Bounce bounce, Sender sender) {
        this.bounce = bounce;
        this.sender = sender;
    }

    /** The peer that the error is about. */
    Endpoint peer() {
        return new Endpoint(
                bounce.quoted().flow().destination(), bounce.quoted().flow().destinationPort());
    }

    long timeNs() {
        return bounce.timeNs();
    }

    boolean told() {
        return told;
    }

    Event.IcmpError told(Story story, List<Long> coalescedWith, long exitNs) {
        told = true;
        return event(Verdict.TOLD, story, coalescedWith, exitNs - timeNs());
    }

    Event.IcmpError untold(Verdict verdict, Story story) {
        return event(verdict, story, List.of(), -1);
    }

    /** The trace has ended while it was pending: its next call may still be told. */
    Event.IcmpError open() {
        return event(Verdict.UNKNOWN, null, List.of(), -1);
    }

    private Event.IcmpError event(Verdict verdict, @Nullable Story story, List<Long> coalescedWith, long toldAfterNs) {
        return new Event.IcmpError(
                bounce, new Fate(verdict, Fate.Basis.CALLS, sender, story, coalescedWith, toldAfterNs));
    }
}
