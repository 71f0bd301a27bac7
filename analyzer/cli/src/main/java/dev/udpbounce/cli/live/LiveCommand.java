// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.kernel.network.NamespaceException;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.Devices;
import dev.udpbounce.render.terminal.TerminalText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The command {@code live}: the timeline of this machine's interfaces. */
public final class LiveCommand extends Command {
    private final Environment environment;
    private final TimelineOptions options = new TimelineOptions(spec());
    private final LiveOptions live = new LiveOptions(spec(), options);

    public LiveCommand(Environment environment) {
        super("live", "Captures on this machine and prints which datagrams bounce, as it happens.");
        this.environment = environment;
        inOrderOfDeclaration();
        notes(
                "Needs root, or CAP_NET_RAW and CAP_NET_ADMIN: udpbounce doctor says what is missing.",
                "Here, -f takes all of pcap-filter(7); errors that quote a selected datagram are captured too.",
                "Ctrl-C or -a ends the capture and prints the summary; a second Ctrl-C aborts. SIGUSR1 prints the tables so"
                        + " far; SIGHUP reopens the file of -w if it has been moved.");
        example("sudo udpbounce live", "All interfaces, until Ctrl-C.");
        example(
                "sudo udpbounce live -i lo -f 'port 8125' -a duration:10",
                "Ten seconds of what a statsd client sends.");
        example(
                "sudo udpbounce live --netns web,4711",
                "In the namespace web of ip netns, and in that of process 4711.");
        example("sudo udpbounce live --screen", "A screen of destinations and processes, kept up to date.");
        example("sudo udpbounce live -w u.pcapng -C 100m -W 10 -q", "Record the last gigabyte.");
        example("sudo udpbounce live -w u.pcapng --hold 1s -q", "Record with comments for Wireshark.");
        example("dumpcap -q -w - | udpbounce live -i -", "Without root, if dumpcap may capture.");
        example("sudo udpbounce live -q --metrics :9990", "Serve metrics for Prometheus.");
        statuses(
                "0 done; 1 --fail-on found something; 2 wrong options; 3 the capture failed, an output cannot be written,"
                        + " or what --fail-on asks for cannot be seen; 4 --fail-on loss; 141 standard output was closed");
    }

    @Override
    public int run() throws IOException {
        try {
            if (live.list()) {
                return list();
            }
            return live.screen() ? onScreen() : new LiveSession(environment, options, live, null).run();
        } catch (NamespaceException e) {
            environment.diagnostics().error(String.valueOf(e.getMessage()));
            return ExitStatus.FAILED;
        } catch (CaptureException e) {
            String reason = String.valueOf(e.getMessage());
            switch (e.kind()) {
                case EXPRESSION -> throw options.invalidExpression(reason);
                case RIGHTS ->
                    environment
                            .diagnostics()
                            .error(reason + "; run it with sudo, or with setpriv"
                                    + " --ambient-caps=+net_raw,+net_admin --inh-caps=+net_raw,+net_admin");
                case INTERFACE -> environment.diagnostics().error(reason);
            }
            return ExitStatus.FAILED;
        }
    }

    private int onScreen() throws CaptureException, IOException {
        if (!Terminal.showsScreens()) {
            environment
                    .diagnostics()
                    .error("--screen needs a terminal on standard input and standard output, and TERM set to its type");
            return ExitStatus.USAGE;
        }
        LiveScreen screen = new LiveScreen(environment, options);
        int status = new LiveSession(environment.withDiagnostics(screen.diagnostics()), options, live, screen).run();
        return screen.failed() ? ExitStatus.FAILED : status;
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
