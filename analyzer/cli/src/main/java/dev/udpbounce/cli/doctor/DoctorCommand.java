// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.doctor;

import dev.udpbounce.cli.doctor.Finding.Level;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.render.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.List;

/** The command {@code doctor}: tries what the other commands need, and says what to do where something is missing. */
public final class DoctorCommand extends Command {
    public DoctorCommand() {
        super(
                "doctor",
                "Tries what live and run need on this machine, and says what to do where something is missing.");
        notes(
                "A line for each check: ok, limited or missing; what was tried; what was found; what to do. Opens a capture"
                        + " and runs \"true\" under a trace for a moment. If you use sudo with live, use it here, too.");
        example("sudo udpbounce doctor", "What live and run can do as root.");
        statuses("0 everything is ok; 1 something is limited or missing");
    }

    @Override
    public int run() {
        List<Finding> findings = new Examination().findings();
        PrintWriter out = spec().commandLine().getOut();
        findings.forEach(finding -> out.print(line(finding)));
        out.flush();
        return findings.stream().allMatch(finding -> finding.level() == Level.OK)
                ? ExitStatus.DONE
                : ExitStatus.FAILED_ON;
    }

    private static String line(Finding finding) {
        String advice = finding.advice().isEmpty() ? "" : " → " + TerminalText.escape(finding.advice());
        return String.format("%-8s %-14s ", finding.level(), finding.subject())
                + TerminalText.escape(finding.text())
                + advice
                + '\n';
    }
}
