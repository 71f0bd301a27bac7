// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.cli.option.Flag;
import dev.udpbounce.cli.option.OptionGroup;
import dev.udpbounce.cli.option.OutputFormat;
import dev.udpbounce.cli.option.Quantities;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.option.Value;
import dev.udpbounce.cli.option.Values;
import dev.udpbounce.live.CaptureOptions;
import dev.udpbounce.live.RecordingPlan;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options of a live capture alone; their letters are those of tcpdump. */
public final class LiveOptions extends OptionGroup {
    /** The maximum number of octets per packet, as in libpcap. */
    private static final long MOST_SNAP_LENGTH = 262_144;

    private static final long BUFFER_KIB = 16_384;
    /** With network namespaces, of which there may be hundreds. */
    private static final long BUFFER_OF_SEVERAL_KIB = 2_048;

    private static final long MOST_BUFFER_KIB = 2_097_151;
    private static final long MOST_FILES = 1_000_000;

    private final Values<String> interfaces = option("-i", "--interface")
            .description(
                    "Capture on IFACE; may be repeated. any (default) stands for all interfaces, - for what another"
                            + " program captures on this machine and writes to standard input.")
            .words("IFACE");
    private final Values<String> namespaces = option("--netns")
            .description(
                    "Capture in the network namespace of this name (of ip netns) or of this process; may be repeated. all stands for every one.")
            .commaSeparated()
            .words("NAME|PID|all");
    private final Flag list = option("-D", "--list-interfaces")
            .description("List the interfaces and exit.")
            .flag();
    private final Value<Long> duration = option("-a")
            .description("Stop after N seconds.")
            .value("duration:N", Long.class, new TcpdumpQuantities.AutoStopConverter());
    private final Value<Long> snapLength = option("-s")
            .description("Octets to keep of each packet (default 262144).")
            .value("SNAPLEN", Long.class, new Quantities.CountConverter());
    private final Value<Long> buffer = option("-B")
            .description("Size of the kernel's buffer in KiB, for each interface (default 16384; with --netns 2048).")
            .value("KIB", Long.class, new Quantities.CountConverter());
    private final Flag plain =
            option("-p").description("Do not use promiscuous mode.").flag();
    private final Value<String> file =
            option("-w").description("Record the packets to FILE, as pcapng.").word("FILE");
    private final Value<Long> rotateSize = option("-C")
            .description("Start the next file after SIZE million octets, or SIZE with k, m or g, powers of 1024.")
            .value("SIZE", Long.class, new TcpdumpQuantities.FileSizeConverter());
    private final Value<Long> rotateTime = option("-G")
            .description("Start the next file after SECONDS; FILE may have conversions of strftime(3).")
            .value("SECONDS", Long.class, new Quantities.CountConverter());
    private final Value<Long> fileLimit = option("-W")
            .description("With -C: keep FILES files and overwrite the oldest. With -G: stop after FILES files.")
            .value("FILES", Long.class, new Quantities.CountConverter());
    private final Value<Long> hold = option("--hold")
            .description(
                    "With -w: record each datagram up to DURATION later, so that it gets a comment if an error comes"
                            + " within that time (default: at once).")
            .value("DURATION", Long.class, new Quantities.DurationConverter());
    private final Flag eachPacket = option("-U")
            .description("With -w: write each packet at once, not twice a second.")
            .flag();
    private final Flag eachLine = option("-l")
            .description("Write each line at once; without it, the lines of a burst are written together.")
            .flag();
    private final Flag screen = option("--screen")
            .description(
                    "Show destinations and processes on a screen that is kept up to date, in place of the timeline.")
            .flag();
    private final Value<String> user = option("-Z")
            .description(
                    "Become USER when the interfaces are open (default: the user who called sudo; root: stay root).")
            .word("USER");
    private final Values<MetricsTarget> metrics = option("--metrics")
            .description(
                    "Export Prometheus metrics: :PORT serves them on loopback, ADDRESS:PORT on that address; FILE is written every 5 seconds. May be repeated.")
            .values("WHERE", MetricsTarget.class, new MetricsTarget.Converter());

    private final TimelineOptions common;

    public LiveOptions(CommandSpec command, TimelineOptions common) {
        super(command);
        this.common = common;
    }

    /** Returns names of network namespaces, numbers of processes, and the word for all; empty for the own namespace. */
    List<String> namespaces() {
        return namespaces.list();
    }

    boolean list() {
        return list.isGiven();
    }

    /** Returns the nanoseconds after which the capture ends by itself; 0 for no limit. */
    long durationNs() {
        return duration.or(0L);
    }

    /** Returns whether a screen takes the place of the timeline, which is then quiet. */
    boolean screen() {
        if (screen.isGiven() && common.format() != OutputFormat.TEXT) {
            throw usageError("Option '--screen' excludes -T " + common.format() + "; -o writes other formats to files");
        }
        if (screen.isGiven()) {
            common.beQuiet();
        }
        return screen.isGiven();
    }

    boolean eachLine() {
        return eachLine.isGiven();
    }

    /** Returns the user to run as when root is no longer needed; null for the user who called sudo. */
    @Nullable
    String user() {
        return user.orNull();
    }

    List<MetricsTarget> metrics() {
        return metrics.list();
    }

    public CaptureOptions capture() {
        List<String> names = interfaces.list();
        if (names.contains(CaptureOptions.STANDARD_INPUT) && (names.size() > 1 || namespaces.isGiven())) {
            throw invalid(interfaces, "what another program captures is taken alone");
        }
        return new CaptureOptions(
                names.isEmpty() ? List.of(CaptureOptions.ANY) : names,
                (int) limited(snapLength, MOST_SNAP_LENGTH, MOST_SNAP_LENGTH),
                (int) limited(buffer, namespaces.isGiven() ? BUFFER_OF_SEVERAL_KIB : BUFFER_KIB, MOST_BUFFER_KIB)
                        * 1024,
                !plain.isGiven(),
                common.expression());
    }

    /** Returns whether the loopback interface is not captured, and with it the errors that this machine generates. */
    boolean leavesOutLoopback() {
        List<String> names = interfaces.list();
        return !names.isEmpty()
                && names.stream()
                        .noneMatch(
                                Set.of(CaptureOptions.LOOPBACK, CaptureOptions.ANY, CaptureOptions.STANDARD_INPUT)
                                        ::contains);
    }

    /** Returns how the packets are recorded; null if they are not. */
    public @Nullable RecordingPlan recording() {
        String name = file.orNull();
        if (name == null) {
            for (Value<Long> needy : List.of(rotateSize, rotateTime, fileLimit, hold)) {
                if (needy.isGiven()) {
                    throw usageError("Option '" + needy.name() + "' needs '-w'");
                }
            }
            return null;
        }
        checkRotation(name);
        return new RecordingPlan(
                name,
                rotateSize.or(0L),
                rotateTime.or(0L) * 1_000_000_000L,
                (int) limited(fileLimit, 0, MOST_FILES),
                eachPacket.isGiven(),
                hold.or(0L),
                common.zone(),
                "udpbounce");
    }

    private void checkRotation(String name) {
        boolean size = rotateSize.isGiven();
        boolean time = rotateTime.isGiven();
        if (name.equals("-")) {
            throw invalid(file, "standard output has the timeline; name a file");
        }
        if (fileLimit.isGiven() && size == time) {
            throw usageError("Option '-W' needs one of '-C' and '-G'");
        }
        if (time) {
            String unknown = RecordingPlan.unknownConversion(name);
            if (!unknown.isEmpty()) {
                throw invalid(file, "'" + unknown + "' is no part of a time");
            }
            limited(rotateTime, 0, Integer.MAX_VALUE);
        }
    }

    private long limited(Value<Long> option, long otherwise, long most) {
        long number = option.or(otherwise);
        if (number > most) {
            throw invalid(option, number + " is more than " + most);
        }
        return number;
    }
}
