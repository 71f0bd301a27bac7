package dev.udpbounce.cli;

import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.Devices;
import dev.udpbounce.render.TerminalText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code live}: the timeline of what happens on this machine's interfaces. */
final class LiveCommand implements Callable<Integer> {
    private final Environment environment;
    private final CommandSpec spec =
            Commands.spec("live", this, "Captures on this machine and prints which datagrams bounce, as it happens.");
    private final TimelineOptions options = new TimelineOptions(spec);
    private final LiveOptions live = new LiveOptions(spec, options);

    LiveCommand(Environment environment) {
        this.environment = environment;
        spec.usageMessage()
                .sortOptions(false)
                .footer(
                        "",
                        "-f takes all of pcap-filter(7) here; the errors that quote a selected datagram come along.",
                        "Ctrl-C or -a ends, with the summary; a second Ctrl-C breaks off. SIGUSR1 shows the summary so"
                                + " far; SIGHUP opens the file of -w anew, if it has been moved.",
                        "",
                        "Exit status: 0 done; 1 --fail-on bounce or untold; 2 wrong options; 3 the capture failed, or"
                                + " an output cannot be written; 4 --fail-on loss; 141 standard output was closed.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        try {
            if (live.list()) {
                return list();
            }
            return new LiveRun(environment, options, live).run();
        } catch (CaptureException e) {
            String reason = String.valueOf(e.getMessage());
            switch (e.kind()) {
                case EXPRESSION -> throw options.usageError("Invalid value for option '-f': " + reason);
                case RIGHTS ->
                    environment
                            .messages()
                            .error(reason + "; run it with sudo, or with setpriv"
                                    + " --ambient-caps=+net_raw,+net_admin --inh-caps=+net_raw,+net_admin");
                case INTERFACE -> environment.messages().error(reason);
            }
            return ExitStatus.FAILED;
        }
    }

    private int list() throws CaptureException, IOException {
        StringBuilder lines = new StringBuilder();
        for (String device : Devices.describe()) {
            lines.append(TerminalText.escape(device)).append('\n');
        }
        byte[] octets = lines.toString().getBytes(StandardCharsets.UTF_8);
        environment.out().write(octets, 0, octets.length);
        environment.out().flush();
        return ExitStatus.DONE;
    }
}
