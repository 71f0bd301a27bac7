// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.option.Value;
import dev.udpbounce.cli.option.Values;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The command {@code read}: the timeline of capture files. */
public final class ReadCommand extends Command {
    private final Environment environment;
    private final TimelineOptions options = new TimelineOptions(spec());
    private final Values<Skew> skew = option("--skew")
            .description(
                    "Add DURATION to the times of FILE, or of all captures in a folder, because its clock was slow; use a minus sign if it was fast. May be repeated.")
            .values("FILE=DURATION", Skew.class, new Skew.Converter());
    private final Value<Passes> passes =
            option("--passes").defaultValue("auto").hidden().value("PASSES", Passes.class, new Passes.Converter());
    private final Values<String> files = words(
            "FILE",
            1,
            "Captures (pcap, pcapng, compressed ones too), folders of captures, or - for standard"
                    + " input. Several are merged by time.");

    public ReadCommand(Environment environment) {
        super("read", "Reads capture files and prints which datagrams bounced, and who was told.");
        this.environment = environment;
        inOrderOfDeclaration();
        example("udpbounce read capture.pcapng", "The timeline of what bounced, and a table of destinations.");
        example("udpbounce read -T ndjson captures/ | jq .icmp_error.name", "Every capture of a folder, for programs.");
        example("udpbounce read -f 'port 53' --fail-on bounce a.pcap", "Exit with 1 if a query bounced.");
        example("tcpdump -i any -w - 'udp or icmp or icmp6' | udpbounce read -", "What another program captures.");
        statuses("0 done; 1 --fail-on bounce; 2 wrong options; 3 an input is unreadable, cut or damaged, or an output"
                + " cannot be written; 4 --fail-on loss; 141 standard output was closed");
    }

    @Override
    public int run() throws IOException {
        return new ReadSession(environment, options, passes.get(), skewsNs()).read(files.list());
    }

    private Map<String, Long> skewsNs() {
        Map<String, Long> skewsNs = new HashMap<>();
        for (Skew each : skew.list()) {
            if (skewsNs.put(each.input(), each.ns()) != null) {
                throw options.usageError("Invalid value for option '--skew': '" + each.input() + "' has two");
            }
        }
        return skewsNs;
    }
}
