package dev.udpbounce.cli;

import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.render.TimeStyle;
import dev.udpbounce.select.Selection;
import dev.udpbounce.select.SelectionException;
import dev.udpbounce.timeline.Analysis;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options of every command that yields a timeline: what is followed, how it is written, what counts as failed. */
final class TimelineOptions {
    private static final long USUAL_MEMORY = 64 << 20;

    private final OptionSpec format = option("-T", "FORMAT", OutputFormat.class)
            .converters(new OutputFormat.Converter())
            .description("Format on standard output: text (default), json, ndjson, csv.")
            .build();
    private final OptionSpec json =
            flag("--json").description("The same as -T json.").build();
    private final OptionSpec files = option("-o", "FILE", List.class)
            .auxiliaryTypes(OutputFile.class)
            .converters(new OutputFile.Converter())
            .description("Write the whole timeline to FILE too; its ending tells the format: .txt, .json, .ndjson,"
                    + " .csv. May be repeated.")
            .build();
    private final OptionSpec quiet = flag("-q")
            .description("On standard output only the summary, no events.")
            .build();
    private final OptionSpec all = flag("--all")
            .description("Follow every datagram and flow, not only those that bounced.")
            .build();
    private final OptionSpec selection = option("-f", "EXPR", String.class)
            .description("Follow the datagrams that EXPR selects, and the errors that quote one: host, net, port,"
                    + " portrange, src, dst, udp, ip, ip6, and, or, not, parentheses.")
            .build();
    private final OptionSpec packetLimit = option("-c", "N", Long.class)
            .converters(new Quantities.CountConverter())
            .description("Stop after N packets.")
            .build();
    private final OptionSpec expire = option("--expire", "DURATION", Long.class)
            .converters(new Quantities.DurationConverter())
            .defaultValue("60s")
            .description("How long a datagram waits for its error: a number with ms, s, m, h or d (default 60s).")
            .build();
    private final OptionSpec memory = option("--memory", "SIZE", Long.class)
            .converters(new Quantities.SizeConverter())
            .description("Bound of what waits or is remembered: bytes, or a number with k, m or g (default 64m, or half"
                    + " of a small Java heap).")
            .build();
    private final OptionSpec failOn = option("--fail-on", "WHAT", List.class)
            .auxiliaryTypes(FailOn.class)
            .splitRegex(",")
            .converters(new FailOn.Converter())
            .description("bounce: exit with 1 if anything bounced. untold: exit with 1 if nobody learns of an error"
                    + " (live, run). stale, lost-send: exit with 1 if an error goes to a call about another peer, or"
                    + " costs a datagram (run). loss: exit with 4 if the capture lost packets. May be repeated.")
            .build();
    private final OptionSpec time = option("-t", "STYLE", TimeStyle.class)
            .converters(new TimeStyleConverter())
            .defaultValue("a")
            .description("Times in text: a time of day (default), ad with date, d since the event before, e since"
                    + " 1970, r since the first packet.")
            .build();
    private final OptionSpec local = flag("--local")
            .description("Times in text by the clocks of this place, not UTC.")
            .build();
    private final OptionSpec color = option("--color", "WHEN", ColorChoice.class)
            .converters(new ColorChoice.Converter())
            .defaultValue("auto")
            .description("Colour text: auto (default: on a terminal, unless NO_COLOR is set), always, never.")
            .build();
    private final OptionSpec numeric = flag("-n")
            .description("Addresses and ports as numbers, which is always so.")
            .build();
    private final OptionSpec verbose = option("-v", "", boolean[].class)
            .arity("0")
            .description("Tell more of the inputs on standard error; twice: the trace of an internal error.")
            .build();

    private final CommandSpec command;

    /** Adds the options to {@code command}, from which their values are then taken. */
    TimelineOptions(CommandSpec command) {
        this.command = command;
        for (OptionSpec each : List.of(
                format,
                json,
                files,
                quiet,
                all,
                selection,
                packetLimit,
                expire,
                memory,
                failOn,
                time,
                local,
                color,
                numeric,
                verbose)) {
            command.addOption(each);
        }
    }

    /** What follows from the options for an analysis; a wrong combination of options is a usage error. */
    Analysis.Settings settings(long seed) {
        check();
        if (failsOn(FailOn.UNTOLD) || failsOn(FailOn.STALE) || failsOn(FailOn.LOST_SEND)) {
            throw usageError("Invalid value for option '--fail-on': a capture file does not tell who is told");
        }
        return settings(parsedSelection(), seed);
    }

    /** The same for a live capture, whose {@link #expression} libpcap judges. */
    Analysis.Settings liveSettings(long seed) {
        if (failsOn(FailOn.STALE) || failsOn(FailOn.LOST_SEND)) {
            throw usageError("Invalid value for option '--fail-on': only a trace tells which call an error went to");
        }
        return runSettings(seed);
    }

    /** The same for a capture beside a trace. */
    Analysis.Settings runSettings(long seed) {
        check();
        String expression = expression();
        try {
            return settings(expression == null ? null : Selection.parse(expression), seed)
                    .atOnce();
        } catch (SelectionException e) {
            return settings(null, seed).atOnce().selectedBySource();
        }
    }

    private Analysis.Settings settings(@Nullable Selection selected, long seed) {
        Long limit = packetLimit.getValue();
        return new Analysis.Settings(
                expire.<Long>getValue(),
                memory(),
                all() ? Correlator.Follow.ALL : Correlator.Follow.BOUNCED,
                selected,
                limit == null ? 0 : limit,
                seed);
    }

    /** Which datagrams are followed, as the user says; null for all. */
    @Nullable
    String expression() {
        return selection.getValue();
    }

    OutputFormat format() {
        OutputFormat chosen = format.getValue();
        if (chosen != null) {
            return chosen;
        }
        return isGiven(json) ? OutputFormat.JSON : OutputFormat.TEXT;
    }

    private long memory() {
        Long chosen = memory.getValue();
        return chosen == null ? Math.min(USUAL_MEMORY, Runtime.getRuntime().maxMemory() / 2) : chosen;
    }

    List<OutputFile> files() {
        return values(files);
    }

    boolean quiet() {
        return isGiven(quiet);
    }

    boolean all() {
        return isGiven(all);
    }

    boolean verbose() {
        return verbose.<boolean @Nullable []>getValue() != null;
    }

    boolean local() {
        return isGiven(local);
    }

    TimeStyle time() {
        return time.getValue();
    }

    ColorChoice color() {
        return color.getValue();
    }

    boolean failsOn(FailOn what) {
        return values(failOn).contains(what);
    }

    /** A usage error of the command that has these options. */
    ParameterException usageError(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private void check() {
        OutputFormat chosen = format.getValue();
        if (isGiven(json) && chosen != null && chosen != OutputFormat.JSON) {
            throw usageError("--json and -T " + chosen + " exclude each other");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (memory() > heap / 2) {
            throw usageError("Invalid value for option '--memory': it is more than half of the Java heap, which has "
                    + (heap >> 20) + " MiB; UDPBOUNCE_JAVA_OPTS=-Xmx4g makes that larger");
        }
        Set<Object> paths = new HashSet<>();
        for (OutputFile file : files()) {
            if (!paths.add(file.path().toAbsolutePath().normalize())) {
                throw usageError("Invalid value for option '-o': '" + file.name() + "' is named twice");
            }
        }
    }

    private @Nullable Selection parsedSelection() {
        String expression = expression();
        if (expression == null) {
            return null;
        }
        try {
            return Selection.parse(expression);
        } catch (SelectionException e) {
            throw usageError("Invalid value for option '-f': " + e.getMessage());
        }
    }

    private static OptionSpec.Builder option(String name, String label, Class<?> type) {
        return OptionSpec.builder(name).paramLabel(label).type(type);
    }

    private static OptionSpec.Builder flag(String name) {
        return OptionSpec.builder(name).type(boolean.class);
    }

    private static boolean isGiven(OptionSpec flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }

    private static <T> List<T> values(OptionSpec option) {
        List<T> values = option.getValue();
        return values == null ? List.of() : values;
    }
}
