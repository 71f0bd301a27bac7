// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.MemoryInputs;
import dev.udpbounce.capture.PcapngWriter;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.csv.CsvWriter;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.JsonWriter;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.render.text.TextWriter;
import dev.udpbounce.render.text.TimeStyle;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * One way through the whole analyzer: captures are read, decoded, correlated, and written in every format, and what must
 * hold whatever they contain is checked: the counts add up, the outputs are harmless, JSON is JSON, and two
 * passes answer as one does where time does not go back.
 */
final class Everything implements Closeable {
    private static final long MEMORY = 1 << 20;
    private static final long EXPIRE_NS = 60_000_000_000L;
    private static final List<Follow> FOLLOWS = List.of(Follow.values());
    private static final List<TimeStyle> STYLES = List.of(TimeStyle.values());
    private static final int PARSED_EVERY = 64;
    private static final int READ_TWICE_EVERY = 16;
    private static final long LONGEST_FILE = 1 << 24;
    private static final List<PcapngWriter.Described> INTERFACE = List.of(new PcapngWriter.Described("any", 101, 0));

    private final JsonMapper json = new JsonMapper();
    private final OutputCheck plain = new OutputCheck(false);
    private final OutputCheck color = new OutputCheck(true);
    private final OutputCheck lines = new OutputCheck(false);
    private final OutputCheck document = new OutputCheck(false);
    private final OutputCheck csv = new OutputCheck(false);
    private final OutputCheck again = new OutputCheck(false);
    private final Path file;
    private PcapngWriter recording;
    private boolean inOrder;
    private long frames;
    private long errors;

    Everything() throws IOException {
        file = Files.createTempFile("fuzz", ".pcapng");
        recording = PcapngWriter.begin(open(file), "fuzz", "Linux", INTERFACE);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /** Frames that were read so far. */
    long frames() {
        return frames;
    }

    /** Errors that were correlated so far. */
    long errors() {
        return errors;
    }

    @Override
    public void close() throws IOException {
        recording.close();
        Files.deleteIfExists(file);
    }

    /**
     * Takes captures the whole way.
     *
     * @param random decides which options are in force, and how much is checked
     * @throws RuntimeException if the analyzer does, or what must hold does not
     */
    void run(List<byte[]> captures, SplittableRandom random) {
        try {
            Follow follow = FOLLOWS.get(random.nextInt(FOLLOWS.size()));
            Analysis.Settings settings = new Analysis.Settings(EXPIRE_NS, MEMORY, follow, null, 0, random.nextLong());
            boolean witnessed = random.nextInt(4) == 0;
            analyze(captures, settings, witnessed, random);
            if (!witnessed && random.nextInt(READ_TWICE_EVERY) == 0) {
                readTwice(captures, settings);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void analyze(List<byte[]> captures, Analysis.Settings settings, boolean witnessed, SplittableRandom random)
            throws IOException {
        boolean colored = random.nextBoolean();
        OutputCheck text = colored ? color : plain;
        List<OutputCheck> outputs = List.of(text, lines, document, csv);
        outputs.forEach(OutputCheck::clear);
        List<EventSink> sinks = List.of(
                new TextWriter(text, textOptions(colored, captures.size() > 1, random)),
                new JsonWriter(lines, JsonWriter.Shape.LINES, Flush.WHEN_FULL),
                new JsonWriter(document, JsonWriter.Shape.DOCUMENT, Flush.WHEN_FULL),
                new CsvWriter(csv, Flush.WHEN_FULL));
        Witness witness = witnessed ? new Witness(random.split()) : null;
        Summary summary;
        List<CaptureReport> reports;
        try (MemoryInputs inputs = new MemoryInputs(captures);
                Recorded source = new Recorded(inputs.frames())) {
            summary = new Analysis(settings, sinks, witness).run(source);
            reports = source.reports();
            inOrder = source.inOrder;
        }
        frames += summary.traffic().packets();
        errors += summary.errors().count();
        checkCounts(summary, reports);
        text.check("text");
        lines.check("ndjson");
        document.check("json");
        csv.check("csv");
        if (random.nextInt(PARSED_EVERY) == 0) {
            json.readTree(document.octets());
            lines.toString().lines().forEach(json::readTree);
        }
    }

    private static TextOptions textOptions(boolean colored, boolean several, SplittableRandom random) {
        return TextOptions.plain()
                .withColor(colored)
                .withAscii(random.nextInt(4) == 0)
                .withWidth(random.nextInt(3) == 0 ? random.nextInt(200) : 0)
                .withTime(STYLES.get(random.nextInt(STYLES.size())), ZoneOffset.UTC)
                .withSeveralInputs(several)
                .withSummaryOnly(random.nextInt(8) == 0);
    }

    private static void checkCounts(Summary summary, List<CaptureReport> reports) {
        long outcomes = summary.sends().outcomes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long errors = summary.errors().distinct() + summary.errors().duplicates();
        long packets = reports.stream().mapToLong(CaptureReport::packets).sum();
        if (outcomes != summary.sends().count()
                || errors != summary.errors().count()
                || packets != summary.traffic().packets()) {
            throw new IllegalStateException("counts that do not add up: " + summary);
        }
    }

    private void readTwice(List<byte[]> captures, Analysis.Settings settings) throws IOException {
        again.clear();
        List<MemoryInputs> opened = new ArrayList<>();
        Analysis analysis =
                new Analysis(settings, List.of(new JsonWriter(again, JsonWriter.Shape.LINES, Flush.WHEN_FULL)));
        analysis.runTwice(() -> {
            MemoryInputs inputs = new MemoryInputs(captures);
            opened.add(inputs);
            return inputs.frames();
        });
        opened.forEach(MemoryInputs::close);
        if (inOrder && !Arrays.equals(again.octets(), lines.octets())) {
            throw new IllegalStateException("two passes say\n" + again + "and one says\n" + lines);
        }
    }

    /** Writes every frame to a file on its way, and sees whether time goes on. */
    private final class Recorded implements FrameSource {
        private final FrameSource source;
        private long lastNs = Long.MIN_VALUE;
        private boolean inOrder = true;

        Recorded(FrameSource source) {
            this.source = source;
        }

        @Override
        public boolean next(Frame frame) {
            if (!source.next(frame)) {
                return false;
            }
            inOrder &= frame.timeNs() >= lastNs;
            lastNs = frame.timeNs();
            try {
                if (recording.size() > LONGEST_FILE) {
                    recording.close();
                    recording = PcapngWriter.begin(open(file), "fuzz", "Linux", INTERFACE);
                }
                recording.packet(
                        0, frame.timeNs(), frame.octets(), frame.offset(), frame.capturedLength(), frame.wireLength());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        }

        @Override
        public List<CaptureReport> reports() {
            return source.reports();
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
