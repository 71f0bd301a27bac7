package dev.udpbounce.cli;

import dev.udpbounce.live.CaptureException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command {@code demo}: the experiments of UDP errors, made on this machine while one looks on. */
final class DemoCommand implements Callable<Integer> {
    private final Environment environment;
    private final CommandSpec spec = Commands.spec(
            "demo", this, "Makes the experiments of UDP errors on this machine, and compares them with the rule.");
    private final OptionSpec callsAlone = OptionSpec.builder("--no-capture")
            .type(boolean.class)
            .description("Show the calls alone, even where capturing is allowed.")
            .build();

    DemoCommand(Environment environment) {
        this.environment = environment;
        spec.addOption(callsAlone);
        spec.usageMessage()
                .footer(
                        "",
                        "Sends a few datagrams on the loopback interface; takes some seconds at most. Without the right"
                                + " to capture, the calls alone are shown.",
                        "",
                        "Exit status: 0 everything came as predicted; 1 something did not; 3 sockets cannot be used"
                                + " here.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        boolean capturing = !Boolean.TRUE.equals(callsAlone.getValue());
        return new DemoRun(environment).run(capturing);
    }
}
