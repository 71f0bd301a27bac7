// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.BounceRow;
import dev.udpbounce.event.Summary;
import dev.udpbounce.focus.Focus;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.render.text.TimeStyle;
import dev.udpbounce.select.FilterExpression;
import dev.udpbounce.select.FilterExpressionException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The options of every command that prints a timeline: selection, output, and conditions of failure. */
public final class TimelineOptions extends OptionGroup {
    private static final long USUAL_MEMORY = 64 << 20;
    /** The divisor of a small heap that yields the default of {@code --memory}. */
    private static final int HALF = 2;
    /** The divisor for a trace, where calls wait in memory beside the data of the capture. */
    private static final int QUARTER = 4;

    private final Value<OutputFormat> format = option("-T")
            .description("Format on standard output: " + OutputFormat.words() + ".")
            .value("FORMAT", OutputFormat.class, new OutputFormat.Converter());
    private final Flag json =
            option("--json").description("The same as -T json.").flag();
    private final Values<OutputFile> files = option("-o")
            .description("Also write the whole timeline to FILE, in the format of its extension: "
                    + OutputFormat.extensions() + ". May be repeated.")
            .values("FILE", OutputFile.class, new OutputFile.Converter());
    private final Flag quiet = option("-q")
            .description("Print only the summary on standard output, no events.")
            .flag();
    private final Flag all = option("--all")
            .description("Print every datagram and flow, not only those that bounced.")
            .flag();
    private final Value<String> selection = option("-f")
            .description("Select datagrams, and the errors that quote them: host, net, port,"
                    + " portrange, src, dst, udp, ip, ip6, and, or, not, parentheses.")
            .word("EXPR");
    private final FocusOptions focus = new FocusOptions(command());
    private final Value<Long> packetLimit =
            option("-c").description("Stop after N packets.").value("N", Long.class, new Quantities.CountConverter());
    private final Value<Long> expire = option("--expire")
            .defaultValue("60s")
            .description("How long a datagram waits for its error: a number with ms, s, m, h or d (default 60s).")
            .value("DURATION", Long.class, new Quantities.DurationConverter());
    private final Value<Long> memory = option("--memory")
            .description(
                    "Bound of the memory for datagrams and flows: bytes, or a number with k, m or g (default 64m, or half"
                            + " of a small Java heap).")
            .value("SIZE", Long.class, new Quantities.SizeConverter());
    private final Flag collapse = option("--collapse")
            .description("Write one line for a series of the same bounce, in text on standard output (default on a"
                    + " terminal).")
            .flag();
    private final Flag noCollapse = option("--no-collapse")
            .description("Write every bounce of a series.")
            .flag();
    private final Value<Long> top = option("--top")
            .description("Show the first N rows of each table of the summary (default: " + TextOptions.ROWS
                    + " in text, all in JSON).")
            .value("N", Long.class, new Quantities.CountConverter());
    private final Value<BounceRow.Order> sort = option("--sort")
            .defaultValue("bounced")
            .description("Order of the tables: bounced (default: most bounces first), untold (most errors that no"
                    + " program is told of), first (the earliest).")
            .value("ORDER", BounceRow.Order.class, new OrderConverter());
    private final Values<FailOn> failOn = option("--fail-on")
            .commaSeparated()
            .description(
                    "bounce: exit with 1 if anything bounced. untold: exit with 1 if no program is told of an error"
                            + " (live, run). stale, lost-send: exit with 1 if an error goes to a call about another peer, or"
                            + " costs a datagram (live, run). loss: exit with 4 if the capture lost packets. May be repeated.")
            .values("WHAT", FailOn.class, new FailOn.Converter());
    private final Value<TimeStyle> time = option("-t")
            .defaultValue("a")
            .description("Times in text: a time of day (default), ad with date, d since the event before, e since"
                    + " 1970, r since the first packet.")
            .value("STYLE", TimeStyle.class, new TimeStyleConverter());
    private final Flag local = option("--local")
            .description("Show times in text in the local time zone instead of UTC.")
            .flag();
    private final Value<ColorChoice> color = option("--color")
            .defaultValue("auto")
            .description("Color text: auto (default: on a terminal, unless NO_COLOR is set), always, never.")
            .value("WHEN", ColorChoice.class, new ColorChoice.Converter());
    private final Value<boolean[]> verbose;

    /** Adds the options to {@code command}; their values are available after parsing. */
    public TimelineOptions(CommandSpec command) {
        super(command);
        option("-n")
                .description("Accepted and ignored: addresses and ports are always numbers.")
                .flag();
        verbose = option("-v")
                .description(
                        "Describe the inputs on standard error; twice: also show the stack trace of an internal error.")
                .repeatedFlag();
    }

    /** Returns the settings of an analysis; throws a usage error for a wrong combination of options. */
    public Analysis.Settings settings(long seed) {
        check();
        if (failsOn(FailOn.UNTOLD) || failsOn(FailOn.STALE) || failsOn(FailOn.LOST_SEND)) {
            throw invalid(failOn, "a capture file does not tell who is told");
        }
        return settings(parsedSelection(), seed, HALF).withFocus(focus.ofFiles(zone()));
    }

    /** Returns the settings of a live capture, whose {@link #expression} libpcap checks. */
    public Analysis.Settings liveSettings(long seed) {
        return settingsAtOnce(seed, HALF).withFocus(focus());
    }

    /** Returns which events of this machine are shown. */
    public Focus focus() {
        return focus.ofThisMachine(zone());
    }

    /** Returns the settings of a capture beside a trace, which needs every flow for the outcomes of a program's own. */
    public Analysis.Settings runSettings(long seed) {
        return settingsAtOnce(seed, QUARTER).following(Follow.AT_ONCE_ALL_FLOWS);
    }

    private Analysis.Settings settingsAtOnce(long seed, int part) {
        check();
        refuse(OutputFormat.PCAPNG, "only read writes an annotated capture; live -w records one");
        String expression = expression();
        try {
            return settings(expression == null ? null : FilterExpression.parse(expression), seed, part)
                    .atOnce();
        } catch (FilterExpressionException e) {
            return settings(null, seed, part).atOnce().selectedBySource();
        }
    }

    private Analysis.Settings settings(@Nullable FilterExpression selected, long seed, int part) {
        return new Analysis.Settings(
                expire.get(),
                memory.or(Math.min(USUAL_MEMORY, Runtime.getRuntime().maxMemory() / part)),
                all() ? Follow.ALL : Follow.BOUNCED,
                selected,
                packetLimit.or(0L),
                seed);
    }

    /** Returns the user's filter expression; null to follow all datagrams. */
    public @Nullable String expression() {
        return selection.orNull();
    }

    /** Returns the usage error of an invalid filter expression. */
    public ParameterException invalidExpression(@Nullable String reason) {
        return invalid(selection, String.valueOf(reason));
    }

    public OutputFormat format() {
        OutputFormat chosen = format.orNull();
        if (chosen != null) {
            return chosen;
        }
        return json.isGiven() ? OutputFormat.JSON : OutputFormat.TEXT;
    }

    /** Returns a summary with its tables in the order and of the length that the user wants. */
    public Summary arranged(Summary summary) {
        return summary.ordered(sort.get(), rows(Integer.MAX_VALUE));
    }

    /** Returns whether text on standard output has one line for a series of the same bounce. */
    public boolean collapses(Terminal terminal) {
        return collapse.isGiven() || (terminal.out() && !noCollapse.isGiven());
    }

    /** Returns the number of rows of a table; {@code otherwise} if the user gives none. */
    public int rows(int otherwise) {
        return (int) Math.min(top.or((long) otherwise), Integer.MAX_VALUE);
    }

    public List<OutputFile> files() {
        return files.list();
    }

    public boolean quiet() {
        return quiet.isGiven();
    }

    public void beQuiet() {
        quiet.give();
    }

    public boolean all() {
        return all.isGiven();
    }

    public boolean verbose() {
        return verbose.isGiven();
    }

    /** Returns the time zone of times in text and on the command line. */
    public ZoneId zone() {
        return local() ? ZoneId.systemDefault() : ZoneOffset.UTC;
    }

    public boolean local() {
        return local.isGiven();
    }

    public TimeStyle time() {
        return time.get();
    }

    public ColorChoice color() {
        return color.get();
    }

    public boolean failsOn(FailOn what) {
        return failOn.list().contains(what);
    }

    private void check() {
        if (collapse.isGiven() && noCollapse.isGiven()) {
            throw usageError("--collapse and --no-collapse exclude each other");
        }
        OutputFormat chosen = format.orNull();
        if (json.isGiven() && chosen != null && chosen != OutputFormat.JSON) {
            throw usageError("--json and -T " + chosen + " exclude each other");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (memory.or(0L) > heap / HALF) {
            throw invalid(
                    memory,
                    "it is more than half of the Java heap, which has " + (heap >> 20)
                            + " MiB; UDPBOUNCE_JAVA_OPTS=-Xmx4g makes that larger");
        }
        if (!files().isEmpty()) {
            checkFiles();
        }
    }

    /** Refuses files of a format, with the reason. */
    public void refuse(OutputFormat refused, String reason) {
        for (OutputFile file : files()) {
            if (file.format() == refused) {
                throw invalid(files, "'" + file.name() + "': " + reason);
            }
        }
    }

    /** Checks that no file has two writers, which would overwrite each other's output. */
    private void checkFiles() {
        Set<Object> paths = new HashSet<>();
        Map<Object, String> names = new HashMap<>();
        note(FileIdentity.STANDARD_OUTPUT, "standard output", names);
        note(FileIdentity.STANDARD_ERROR, "standard error", names);
        for (OutputFile file : files()) {
            if (!paths.add(file.path().toAbsolutePath().normalize())) {
                throw invalid(files, "'" + file.name() + "' is named twice");
            }
            String other = note(file.path(), "'" + file.name() + "'", names);
            if (other != null) {
                throw invalid(files, "'" + file.name() + "' is the same file as " + other);
            }
        }
    }

    /** Returns the name under which the file is already known; null if it is new. */
    private static @Nullable String note(Path path, String name, Map<Object, String> names) {
        Object identity = FileIdentity.of(path);
        return identity == null ? null : names.putIfAbsent(identity, name);
    }

    private @Nullable FilterExpression parsedSelection() {
        String expression = expression();
        if (expression == null) {
            return null;
        }
        try {
            return FilterExpression.parse(expression);
        } catch (FilterExpressionException e) {
            throw invalidExpression(e.getMessage());
        }
    }
}
