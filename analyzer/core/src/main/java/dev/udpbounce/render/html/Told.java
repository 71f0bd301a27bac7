// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.icmp.Rule;
import dev.udpbounce.icmp.Telling;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of an error, as far as it is known: what became of it at its socket; or, where the socket is not known, as
 * in a capture file, which sockets are told.
 */
enum Told {
    TOLD("told", "told"),
    QUEUED("queued", "in an error queue"),
    NEVER("never", "never told"),
    GONE("gone", "socket closed"),
    UNKNOWN("unknown", "not known"),
    IF_CONNECTED("if-connected", "told at the next call, if the socket is connected"),
    IF_ANY("if-any", "told at the next receive, connected or not"),
    IF_RECVERR("if-recverr", "told only if the socket has set IP_RECVERR"),
    TO_NOBODY("to-nobody", "no socket is told"),
    NO_RULE("no-rule", "who is told is not known");

    private final String word;
    private final String label;

    Told(String word, String label) {
        this.word = word;
        this.label = label;
    }

    /** Returns the word in names of CSS classes and in filters. */
    String word() {
        return word;
    }

    String label() {
        return label;
    }

    /** Returns whether this is about a socket that is known, and not a rule. */
    boolean isOfSocket() {
        return compareTo(UNKNOWN) <= 0;
    }

    static Told of(Event.IcmpError error) {
        Fate fate = error.fate();
        return fate == null ? byRule(error.bounce()) : atSocket(fate);
    }

    private static Told atSocket(Fate fate) {
        if (fate.verdict() == Fate.Verdict.UNKNOWN) {
            return UNKNOWN;
        }
        if (fate.verdict() == Fate.Verdict.NO_SOCKET || fate.story() == Fate.Story.DIED_WITH_SOCKET) {
            return GONE;
        }
        if (fate.verdict() == Fate.Verdict.QUEUED) {
            return QUEUED;
        }
        return fate.isTold() ? TOLD : NEVER;
    }

    private static Told byRule(Bounce bounce) {
        Rule rule = bounce.rule();
        if (rule != null && rule != Rule.LINUX) {
            Telling telling = bounce.icmp().meaning().telling(rule);
            return telling == null ? NO_RULE : telling.tellsUnconnected() ? IF_ANY : IF_CONNECTED;
        }
        if (bounce.isTranslated()) {
            return NO_RULE;
        }
        if (bounce.icmp().linux().tellsConnected()) {
            return IF_CONNECTED;
        }
        return bounce.icmp().linux().tellsRecverr() ? IF_RECVERR : TO_NOBODY;
    }

    /** Returns what is known of an error at its socket; null where the socket is not known. */
    static @Nullable Told atSocketOf(Event.IcmpError error) {
        return error.fate() == null ? null : atSocket(error.fate());
    }
}
