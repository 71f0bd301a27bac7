// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate.Doubt;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.SocketCall;
import java.util.List;
import java.util.function.Consumer;

/** Emits the event of each error at a socket once its outcome is known, and counts the outcome at its sender. */
final class ErrorSettlement {
    private final SocketReplay socket;
    private final StateHistory history;
    private final ErrorSlots slots;
    private final Consumer<Event> out;

    ErrorSettlement(SocketReplay socket, StateHistory history, ErrorSlots slots, Consumer<Event> out) {
        this.socket = socket;
        this.history = history;
        this.slots = slots;
        this.out = out;
    }

    /** Settles an error that a call returned. */
    void told(SocketError error, Story story, List<Long> coalescedWith, SocketCall call) {
        if (!error.settled()) {
            settle(error, story, error.told(story, coalescedWith, call));
        }
    }

    /** Settles an error that no call returns; a wait may have indicated it. */
    void untold(SocketError error, Verdict verdict, Story story) {
        if (error.settled()) {
            return;
        }
        if (error.wasPolled()) {
            settle(error, Story.TOLD, error.toldByPoll());
        } else {
            settle(error, story, error.untold(verdict, story));
        }
    }

    /** Settles all present errors, after which no call is replayed. */
    void forgetAll(Doubt doubt) {
        slots.present(Long.MAX_VALUE).forEach(error -> forget(error, doubt));
    }

    /**
     * Settles an error that can no longer be followed.
     *
     * @param doubt why, if its outcome is not known
     */
    void forget(SocketError error, Doubt doubt) {
        if (error.settled()) {
            return;
        }
        if (error.wasPolled() && history.hasDied()) {
            settle(error, Story.TOLD, error.toldByPoll());
        } else if (slots.isQueued(error)) {
            untold(error, Verdict.QUEUED, Story.QUEUED);
        } else if (history.hasDied()) {
            untold(error, Verdict.NEVER_TOLD, Story.DIED_WITH_SOCKET);
        } else {
            error.sentBy().counts().open();
            out.accept(error.open(doubt));
        }
    }

    private void settle(SocketError error, Story story, Event.IcmpError event) {
        SocketReplay sender = error.sentBy();
        sender.counts().settled(story);
        if (!sender.equals(socket) && story != Story.NEVER_TOLD && story != Story.DIED_WITH_SOCKET) {
            sender.counts().givenToOther();
            socket.counts().givenForOther();
        }
        out.accept(event);
    }
}
