package dev.udpbounce.cli;

import java.io.IOException;
import java.util.List;
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
        spec.addOption(passes).addPositional(files);
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
        return new Reading(environment, options, passes.getValue()).read(files.getValue());
    }
}
