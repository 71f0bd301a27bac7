package dev.udpbounce.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The command {@code read}: the timeline of capture files. */
final class ReadCommand implements Callable<Integer> {
    private final Environment environment;
    private final CommandSpec spec =
            Commands.spec("read", this, "Reads capture files and prints which datagrams bounced, and who was told.");
    private final TimelineOptions options = new TimelineOptions(spec);
    private final OptionSpec passes = OptionSpec.builder("--passes")
            .type(Passes.class)
            .converters(new Passes.Converter())
            .defaultValue("auto")
            .hidden(true)
            .build();
    private final OptionSpec skew = OptionSpec.builder("--skew")
            .paramLabel("FILE=DURATION")
            .type(List.class)
            .auxiliaryTypes(Skew.class)
            .converters(new Skew.Converter())
            .description("Add DURATION to the times of FILE, or of the captures in a folder, whose clock was behind;"
                    + " with a minus sign, ahead. May be repeated.")
            .build();
    private final PositionalParamSpec files = PositionalParamSpec.builder()
            .paramLabel("FILE")
            .arity("1..*")
            .required(true)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("Captures (pcap, pcapng, compressed ones too), folders of captures, or - for standard"
                    + " input. Several are merged by time.")
            .build();

    ReadCommand(Environment environment) {
        this.environment = environment;
        spec.addOption(skew).addOption(passes).addPositional(files);
        spec.usageMessage()
                .sortOptions(false)
                .footer(
                        "",
                        "Exit status: 0 done; 1 --fail-on bounce; 2 wrong options; 3 an input is unreadable, cut or"
                                + " damaged, or an output cannot be written; 4 --fail-on loss; 141 standard output was"
                                + " closed.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        return new Reading(environment, options, passes.getValue(), skewsNs()).read(files.getValue());
    }

    private Map<String, Long> skewsNs() {
        List<Skew> given = skew.getValue();
        Map<String, Long> skewsNs = new HashMap<>();
        for (Skew each : given == null ? List.<Skew>of() : given) {
            if (skewsNs.put(each.input(), each.ns()) != null) {
                throw options.usageError("Invalid value for option '--skew': '" + each.input() + "' has two");
            }
        }
        return skewsNs;
    }
}
