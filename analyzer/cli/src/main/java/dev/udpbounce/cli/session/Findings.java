// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.session;

import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.option.FailOn;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Summary;
import java.util.Map;

/** The findings of a run that determine its exit status. */
public final class Findings {
    private final TimelineOptions options;
    private int status = ExitStatus.DONE;

    Findings(TimelineOptions options) {
        this.options = options;
    }

    /** Records that the run, an input or an output is incomplete. */
    public void failed() {
        status = ExitStatus.stronger(status, ExitStatus.FAILED);
    }

    /** Records how often a condition of {@code --fail-on} occurred. */
    public void found(FailOn what, long times) {
        if (times > 0 && options.failsOn(what)) {
            status = ExitStatus.stronger(status, what == FailOn.LOSS ? ExitStatus.LOSS : ExitStatus.FAILED_ON);
        }
    }

    /** Records the findings of a capture that has ended. */
    public void found(Summary summary) {
        found(FailOn.LOSS, summary.losses().dropped());
        if (summary.shown().leftOut() != null) {
            found(summary.shown());
            return;
        }
        found(FailOn.BOUNCE, summary.errors().distinct());
        Map<Fate.Verdict, Long> verdicts = summary.errors().verdicts();
        found(FailOn.UNTOLD, verdicts.getOrDefault(Fate.Verdict.NEVER_TOLD, 0L));
        found(FailOn.UNTOLD, verdicts.getOrDefault(Fate.Verdict.NO_SOCKET, 0L));
        found(FailOn.UNTOLD, summary.errors().deliveries(ObservedDelivery.By.CLOSED));
        found(FailOn.STALE, summary.errors().staleDeliveries());
        found(FailOn.LOST_SEND, summary.errors().deliveries(ObservedDelivery.By.SEND));
    }

    /** Records the findings among the events that are shown, if the user wants to see only some. */
    public void found(Summary.Shown shown) {
        found(FailOn.BOUNCE, shown.errors());
        found(FailOn.UNTOLD, shown.untold());
        found(FailOn.STALE, shown.stale());
        found(FailOn.LOST_SEND, shown.lostSends());
    }

    public int exitStatus() {
        return status;
    }
}
