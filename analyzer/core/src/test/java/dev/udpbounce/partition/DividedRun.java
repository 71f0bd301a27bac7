// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.bulk.AnswerSegment;
import dev.udpbounce.bulk.FirstPass;
import dev.udpbounce.bulk.Thinning;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Inputs;
import dev.udpbounce.capture.NamedContent;
import dev.udpbounce.event.Event;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run over files that is divided among homes, in one thread, where everything between the parts travels as octets. */
final class DividedRun {
    private record Kept(long orderNs, int file, Frame frame) {}

    private record Segment(int place, int round, AnswerSegment segment) {}

    private final PartitionSettings settings;
    private final SortedMap<Integer, List<Kept>> frames = new TreeMap<>();
    private final SortedMap<Integer, List<Segment>> segments = new TreeMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final JsonWriter json = new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL);
    private final RunTotals totals = new RunTotals();
    private final FirstPass pass;
    private int kept;

    DividedRun(PartitionSettings settings) {
        this.settings = settings;
        pass = new FirstPass(settings.seed());
    }

    /** Number of frames that were kept, once for every home that needs them. */
    int kept() {
        return kept;
    }

    /** Returns the lines of the output, the summary last. */
    List<String> lines(List<Path> files, Map<String, Long> skewsNs) throws IOException {
        List<FileSurvey> surveys = new ArrayList<>();
        for (Path file : files) {
            surveys.add(survey(file, skewsNs));
        }
        RunPlan plan = copy(RunPlan.of(surveys, pass, settings));
        for (FileSurvey survey : surveys) {
            totals.add(survey.totals());
        }
        if (plan.hasTimes()) {
            json.begin(plan.firstNs());
        }
        for (Event capture : plan.captures(surveys)) {
            json.event(capture);
        }
        for (int i = 0; i < files.size(); i++) {
            thin(i, files.get(i), skewsNs, plan);
        }
        for (int home = 0; home < 1 << settings.homeBits(); home++) {
            totals.add(copy(correlate(home, plan)));
        }
        json.end(totals.summary(plan.firstNs(), plan.lastNs()));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static NamedContent content(Path file) {
        return new NamedContent(file.toString(), () -> FileChannel.open(file));
    }

    private FileSurvey survey(Path file, Map<String, Long> skewsNs) throws IOException {
        try (Inputs inputs = Inputs.open(List.of(content(file)), skewsNs)) {
            if (!inputs.unreadable().isEmpty()) {
                return copy(Surveyor.refused(inputs.unreadable().get(0), settings));
            }
            try (FrameSource source = inputs.frames()) {
                return copy(Surveyor.survey(inputs.readable().get(0), source, settings));
            }
        }
    }

    private void thin(int file, Path path, Map<String, Long> skewsNs, RunPlan plan) {
        try (Inputs inputs = Inputs.open(List.of(content(path)), skewsNs)) {
            if (inputs.readable().isEmpty()) {
                return;
            }
            try (FrameSource source = inputs.frames()) {
                totals.add(FileThinning.thin(source, plan, settings, new Thinning.Sink() {
                    @Override
                    public void keep(Frame frame, long orderNs, int home, int octets) {
                        kept++;
                        frames.computeIfAbsent(home, unused -> new ArrayList<>())
                                .add(new Kept(orderNs, file, copy(frame, octets, file, plan)));
                    }

                    @Override
                    public void segment(int home, int round, AnswerSegment segment) {
                        segments.computeIfAbsent(home, unused -> new ArrayList<>())
                                .add(new Segment(plan.place(file), round, segment));
                    }
                }));
            }
        }
    }

    private static Frame copy(Frame frame, int length, int file, RunPlan plan) {
        byte[] octets = new byte[length];
        frame.octets().get(frame.offset(), octets);
        Frame copy = new Frame();
        copy.wrap(
                ByteBuffer.wrap(octets),
                0,
                length,
                frame.wireLength(),
                frame.timeNs(),
                frame.number(),
                plan.origin(file, frame.origin().id()));
        copy.comment(frame.comment());
        if (!frame.hasTime()) {
            copy.forgetTime();
        }
        return copy;
    }

    private RunTotals correlate(int home, RunPlan plan) {
        HomeAnalysis analysis = new HomeAnalysis(plan, settings, home, json);
        List<Kept> its = frames.getOrDefault(home, List.of());
        its.stream()
                .sorted(Comparator.comparingLong(Kept::orderNs)
                        .thenComparingInt(Kept::file)
                        .thenComparingLong(each -> each.frame().number()))
                .forEach(each -> analysis.take(each.frame()));
        segments.getOrDefault(home, List.of()).stream()
                .sorted(Comparator.comparingInt(Segment::place).thenComparingInt(Segment::round))
                .forEach(each -> analysis.take(each.segment()));
        return analysis.finish();
    }

    private FileSurvey copy(FileSurvey survey) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        survey.write(new DataOutputStream(octets));
        return FileSurvey.read(new DataInputStream(new ByteArrayInputStream(octets.toByteArray())), pass);
    }

    private RunPlan copy(RunPlan plan) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        plan.write(new DataOutputStream(octets));
        return RunPlan.read(new DataInputStream(new ByteArrayInputStream(octets.toByteArray())), settings);
    }

    private static RunTotals copy(RunTotals totals) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        totals.write(new DataOutputStream(octets));
        return RunTotals.read(new DataInputStream(new ByteArrayInputStream(octets.toByteArray())));
    }
}
