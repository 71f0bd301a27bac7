// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.demo;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.Flag;
import dev.udpbounce.live.CaptureException;
import java.io.IOException;

/** The command {@code demo}: live experiments with UDP errors on this machine. */
public final class DemoCommand extends Command {
    private final Environment environment;
    private final Flag callsAlone = option("--no-capture")
            .description("Show the calls alone, even where capturing is allowed.")
            .flag();

    public DemoCommand(Environment environment) {
        super("demo", "Makes experiments with UDP errors on this machine, and compares them with the delivery rule.");
        this.environment = environment;
        notes(
                "Sends a few datagrams on the loopback interface; takes some seconds at most. Capturing needs root; without"
                        + " it, the calls alone are shown.");
        example("sudo udpbounce demo", "All experiments, with their packets.");
        statuses("0 everything came as predicted; 1 something did not; 3 sockets cannot be used here");
    }

    @Override
    public int run() throws IOException, CaptureException {
        return new DemoSession(environment).run(!callsAlone.isGiven());
    }
}
