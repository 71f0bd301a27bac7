// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.Match;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Unsent;

/** Describes the summary of a timeline, with one piece per figure. */
public final class SummaryWords {
    private SummaryWords() {}

    /**
     * Adds packets, datagrams, errors by match, expired datagrams, and lost packets, which are left out if the capture
     * does not report them. Figures that are normally 0 follow if they are not.
     */
    public static void write(Summary summary, Wording words) {
        figure(summary.traffic().packets(), "packets", words);
        figure(summary.sends().count(), "sends", words);
        words.begin()
                .append(summary.errors().count())
                .append(" errors (")
                .append(summary.errors().matched())
                .append(" matched, ")
                .append(summary.errors().matches(Match.AMBIGUOUS))
                .append(" ambiguous, ")
                .append(summary.errors().matches(Match.ORPHAN))
                .append(" orphans)");
        words.end(Role.PLAIN);
        figure(summary.sends().expired(), "expired", words);
        if (summary.losses().dropped() >= 0) {
            figure(summary.losses().dropped(), "dropped by kernel", words);
        }
        long malformed = 0;
        for (long count : summary.decoding().malformed().values()) {
            malformed += count;
        }
        unlessZero(summary.traffic().untimed(), "packets without a time", words);
        unlessZero(summary.errors().duplicates(), "duplicates", words);
        unlessZero(summary.sends().evicted(), "evicted", words);
        unlessZero(malformed, "malformed", words);
        unlessZero(summary.errors().filtered(), "errors filtered", words);
        unlessZero(summary.sends().filtered(), "sends filtered", words);
        unlessZero(summary.losses().late(), "out of order", words);
        unlessZero(summary.losses().elsewhere(), "errors for destinations beyond those remembered", words);
        unlessZero(summary.losses().countsForgotten(), "counts of destinations forgotten", words);
        unlessZero(summary.losses().commentsForgotten(), "comments forgotten", words);
        summary.sends().unsent().forEach((why, count) -> unlessZero(count, unsent(why), words));
        Summary.Trace trace = summary.losses().trace();
        unlessZero(trace.unseenSockets(), "sockets in another network namespace, whose packets were not seen", words);
        unlessZero(trace.socketsForgotten(), "sockets that there was no room for until the end", words);
        unlessZero(trace.callsForgotten(), "calls forgotten", words);
        Summary.LeftOut leftOut = summary.shown().leftOut();
        if (leftOut != null) {
            figure(leftOut.errors(), "errors left out", words);
            unlessZero(leftOut.sends(), "sends left out", words);
            unlessZero(leftOut.calls(), "calls left out", words);
            unlessZero(leftOut.deliveries(), "deliveries left out", words);
        }
    }

    private static String unsent(Unsent.Why why) {
        return switch (why) {
            case PENDING_ERROR -> "not sent for an earlier error";
            case FIREWALL -> "refused by the own firewall";
            case NO_ROUTE -> "without a route";
            case UNREACHABLE -> "with a route that leads nowhere";
            case TOO_LARGE -> "larger than the path MTU";
        };
    }

    private static void figure(long count, String what, Wording words) {
        words.begin().append(count).append(' ').append(what);
        words.end(Role.PLAIN);
    }

    private static void unlessZero(long count, String what, Wording words) {
        if (count != 0) {
            words.begin().append(count).append(' ').append(what);
            words.end(Role.DOUBT);
        }
    }
}
