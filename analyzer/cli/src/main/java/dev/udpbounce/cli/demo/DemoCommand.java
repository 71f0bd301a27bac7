// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.demo;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.Flag;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.live.CaptureException;
import java.io.IOException;

/** The command {@code demo}: live experiments with UDP errors on this machine. */
public final class DemoCommand extends Command {
    private final Environment environment;
    private final TimelineOptions options = new TimelineOptions(spec());
    private final Flag callsAlone = option("--no-capture")
            .description("Show the calls alone, even where capturing is allowed.")
            .flag();

    public DemoCommand(Environment environment) {
        super("demo", "Makes experiments with UDP errors on this machine, and compares them with the delivery rule.");
        this.environment = environment;
        inOrderOfDeclaration();
        notes(
                "Sends a few datagrams on the loopback interface; takes some seconds at most. Capturing needs root; without"
                        + " it, the calls alone are shown.",
                "Text on standard output has an explanation of each experiment. -T json, ndjson, csv and the files of -o have"
                        + " the timeline alone, as those of run.");
        example("sudo udpbounce demo", "All experiments, with their packets.");
        example("sudo udpbounce demo -o demo.html", "Their timeline as a page, too.");
        example("sudo udpbounce demo -T ndjson --all | jq -c .syscall", "What a program gets from run, to try it on.");
        statuses("0 everything came as predicted; 1 something did not, or --fail-on found something; 2 wrong options; 3"
                + " sockets cannot be used here, an output cannot be written, or what --fail-on asks for cannot be seen; 4"
                + " --fail-on loss; 141 standard output was closed");
    }

    @Override
    public int run() throws IOException {
        try {
            return new DemoSession(environment, options).run(!callsAlone.isGiven());
        } catch (CaptureException e) {
            // Other faults of the capture are handled by showing the calls alone.
            throw options.invalidExpression(e.getMessage());
        }
    }
}
