package dev.udpbounce.cli;

import dev.udpbounce.live.CaptureOptions;
import dev.udpbounce.live.RecordingPlan;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that only a live capture has; their letters are tcpdump's. */
final class LiveOptions {
    /** Octets that one packet can have at most, as libpcap has it. */
    private static final long MOST_SNAP_LENGTH = 262_144;

    private static final long MOST_BUFFER_KIB = 2_097_151;
    private static final long MOST_FILES = 1_000_000;

    private final OptionSpec interfaces = OptionSpec.builder("-i", "--interface")
            .paramLabel("IFACE")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("Capture on IFACE; may be repeated. any (default) is all of them.")
            .build();
    private final OptionSpec list = flag("-D", "--list-interfaces")
            .description("List the interfaces and exit.")
            .build();
    private final OptionSpec duration = OptionSpec.builder("-a")
            .paramLabel("duration:N")
            .type(Long.class)
            .converters(new LiveQuantities.AutoStopConverter())
            .description("Stop after N seconds.")
            .build();
    private final OptionSpec snapLength = count("-s", "SNAPLEN")
            .description("Octets to keep of each packet (default 262144).")
            .build();
    private final OptionSpec buffer = count("-B", "KIB")
            .description("Size of the kernel's buffer in KiB, for each interface (default 16384).")
            .build();
    private final OptionSpec plain = flag("-p")
            .description("Do not put the interface into promiscuous mode.")
            .build();
    private final OptionSpec file = OptionSpec.builder("-w")
            .paramLabel("FILE")
            .type(String.class)
            .description("Record the packets to FILE, as pcapng.")
            .build();
    private final OptionSpec rotateSize = OptionSpec.builder("-C")
            .paramLabel("SIZE")
            .type(Long.class)
            .converters(new LiveQuantities.FileSizeConverter())
            .description("Begin the next file after SIZE million octets, or SIZE with k, m or g, powers of 1024.")
            .build();
    private final OptionSpec rotateTime = count("-G", "SECONDS")
            .description("Begin the next file after SECONDS; FILE has conversions of strftime(3).")
            .build();
    private final OptionSpec fileLimit = count("-W", "FILES")
            .description("With -C: keep FILES files, the oldest is overwritten. With -G: stop after FILES files.")
            .build();
    private final OptionSpec eachPacket = flag("-U")
            .description("With -w: write each packet at once, not twice a second.")
            .build();
    private final OptionSpec eachLine = flag("-l")
            .description("Write each line by itself; without it, lines that come in a crowd are written together.")
            .build();
    private final OptionSpec user = OptionSpec.builder("-Z")
            .paramLabel("USER")
            .type(String.class)
            .description("Become USER when the interfaces are open (default: who called sudo; root: stay).")
            .build();

    private final OptionSpec metrics = OptionSpec.builder("--metrics")
            .paramLabel("WHERE")
            .type(List.class)
            .auxiliaryTypes(MetricsTarget.class)
            .converters(new MetricsTarget.Converter())
            .description("Counters for Prometheus: :PORT answers scrapes on loopback, ADDRESS:PORT elsewhere, FILE is"
                    + " written every 5 seconds. May be repeated.")
            .build();

    private final TimelineOptions common;

    LiveOptions(CommandSpec command, TimelineOptions common) {
        this.common = common;
        for (OptionSpec each : List.of(
                interfaces,
                list,
                duration,
                snapLength,
                buffer,
                plain,
                file,
                rotateSize,
                rotateTime,
                fileLimit,
                eachPacket,
                eachLine,
                user,
                metrics)) {
            command.addOption(each);
        }
    }

    boolean list() {
        return isGiven(list);
    }

    /** Nanoseconds after which the capture ends by itself; 0 for never. */
    long durationNs() {
        return number(duration, 0);
    }

    boolean eachLine() {
        return isGiven(eachLine);
    }

    /** Who is to go on when root is no longer needed, as the user says; null for the one who called sudo. */
    @Nullable
    String user() {
        return user.getValue();
    }

    List<MetricsTarget> metrics() {
        List<MetricsTarget> targets = metrics.getValue();
        return targets == null ? List.of() : targets;
    }

    CaptureOptions capture() {
        List<String> names = interfaces.getValue();
        return new CaptureOptions(
                names == null ? List.of(CaptureOptions.ANY) : names,
                (int) limited(snapLength, MOST_SNAP_LENGTH, MOST_SNAP_LENGTH),
                (int) limited(buffer, 16_384, MOST_BUFFER_KIB) * 1024,
                !isGiven(plain),
                common.expression());
    }

    /** Whether packets of the loopback interface, and so errors of this machine's own making, are not seen. */
    boolean leavesOutLoopback() {
        List<String> names = interfaces.getValue();
        return names != null && !names.contains(CaptureOptions.LOOPBACK) && !names.contains(CaptureOptions.ANY);
    }

    /** How the packets are recorded; null if they are not. */
    @Nullable
    RecordingPlan recording() {
        String name = file.getValue();
        if (name == null) {
            for (OptionSpec needy : List.of(rotateSize, rotateTime, fileLimit)) {
                if (needy.getValue() != null) {
                    throw common.usageError("Option '" + needy.longestName() + "' needs '-w'");
                }
            }
            return null;
        }
        checkRotation(name);
        return new RecordingPlan(
                name,
                number(rotateSize, 0),
                number(rotateTime, 0) * 1_000_000_000L,
                (int) limited(fileLimit, 0, MOST_FILES),
                isGiven(eachPacket),
                common.local() ? ZoneId.systemDefault() : ZoneOffset.UTC,
                "udpbounce");
    }

    private void checkRotation(String name) {
        boolean size = rotateSize.getValue() != null;
        boolean time = rotateTime.getValue() != null;
        if (name.equals("-")) {
            throw common.usageError("Invalid value for option '-w': standard output has the timeline; name a file");
        }
        if (fileLimit.getValue() != null && size == time) {
            throw common.usageError("Option '-W' needs one of '-C' and '-G'");
        }
        if (time) {
            String unknown = RecordingPlan.unknownConversion(name);
            if (!unknown.isEmpty()) {
                throw common.usageError("Invalid value for option '-w': '" + unknown + "' is no part of a time");
            }
            limited(rotateTime, 0, Integer.MAX_VALUE);
        }
    }

    private long limited(OptionSpec option, long otherwise, long most) {
        long number = number(option, otherwise);
        if (number > most) {
            throw common.usageError(
                    "Invalid value for option '" + option.longestName() + "': " + number + " is more than " + most);
        }
        return number;
    }

    private static long number(OptionSpec option, long otherwise) {
        Long value = option.getValue();
        return value == null ? otherwise : value;
    }

    private static OptionSpec.Builder count(String name, String label) {
        return OptionSpec.builder(name).paramLabel(label).type(Long.class).converters(new Quantities.CountConverter());
    }

    private static OptionSpec.Builder flag(String... names) {
        return OptionSpec.builder(names).type(boolean.class);
    }

    private static boolean isGiven(OptionSpec flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }
}
