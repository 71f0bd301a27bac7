// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.run;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.option.FailOn;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.session.Findings;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.focus.Focus;
import dev.udpbounce.socket.CallMerger;

/** What {@code --fail-on} finds in the timeline of traced calls, and what it cannot find there. */
public final class TraceFindings {
    private final TimelineOptions options;
    private final Findings findings;
    private final Diagnostics diagnostics;

    public TraceFindings(TimelineOptions options, Findings findings, Diagnostics diagnostics) {
        this.options = options;
        this.findings = findings;
        this.diagnostics = diagnostics;
    }

    /**
     * Records the findings of a timeline that has ended.
     *
     * @param seesPackets whether packets were captured beside the calls
     */
    public void found(CallMerger.Ending ending, boolean seesPackets, Focus focus) {
        findings.found(FailOn.LOSS, ending.summary().losses().dropped());
        if (focus.limits()) {
            findings.found(ending.summary().shown());
        } else {
            for (SocketVerdict socket : ending.sockets()) {
                found(socket.sends(), socket.errors());
            }
            found(ending.others().sends(), ending.others().errors());
        }
        if (options.failsOn(FailOn.UNTOLD) && !seesPackets) {
            diagnostics.error("--fail-on untold needs the packets: who is not told makes no call");
            findings.failed();
        }
        if (options.failsOn(FailOn.UNTOLD) && ending.summary().losses().trace().unseenSockets() > 0) {
            diagnostics.error(
                    "--fail-on untold needs the packets, and those of another network namespace were not seen");
            findings.failed();
        }
    }

    private void found(SocketVerdict.Sends sends, SocketVerdict.Errors errors) {
        findings.found(FailOn.UNTOLD, errors.untold());
        findings.found(FailOn.BOUNCE, errors.any() ? 1 : 0);
        findings.found(FailOn.STALE, errors.stale());
        findings.found(FailOn.LOST_SEND, sends.lost());
    }
}
