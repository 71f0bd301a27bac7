// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.pcapng;

import dev.udpbounce.capture.AnnotatedCopy;
import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.terminal.TerminalText;
import dev.udpbounce.render.words.CommentWords;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes the files of a timeline as one pcapng file with comments on every error and on every datagram that bounced.
 * The files follow each other as they were named, each as it was, so that their frames are numbered on: frame 1 of the
 * second file comes after the last one of the first. The numbers in the comments are these. Every file must be one that
 * can be read again.
 */
public final class PcapngAnnotator implements EventSink {
    /** Stands for a frame until the numbers are known; escaped text has no control characters. */
    private static final Pattern FRAME = Pattern.compile("\u0001(\\d+),(\\d+)\u0002");

    private final OutputStream out;
    private final Notes notes;
    private final CommentWords words = new CommentWords(this::reference, TerminalText::escape);
    private final Map<String, Integer> files = new HashMap<>();
    private final List<CaptureReport> reports = new ArrayList<>();

    public PcapngAnnotator(OutputStream out) {
        this(out, Notes.MOST);
    }

    /** @param mostNotes comments to write at most; the number of further ones is written in a comment */
    PcapngAnnotator(OutputStream out, int mostNotes) {
        this.out = out;
        notes = new Notes(mostNotes);
    }

    @Override
    public boolean wantsFlows() {
        return false;
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public void event(Event event) throws IOException {
        if (event instanceof Event.CaptureSummary capture) {
            reports.add(capture.report());
        } else if (event instanceof Event.IcmpError error) {
            error(error);
        }
    }

    private void error(Event.IcmpError error) throws IOException {
        Bounce bounce = error.bounce();
        Bounce.Attribution attribution = bounce.attribution();
        note(bounce.sighting().origin(), bounce.sighting().frame(), words.onError(bounce, error.fate()));
        Send cause = attribution.cause();
        if (cause == null || attribution.duplicateOf() != 0) {
            return;
        }
        if (attribution.match() == Match.AMBIGUOUS) {
            candidates(bounce, cause);
            return;
        }
        String text = words.onDatagram(bounce, error.fate());
        note(cause.origin(), cause.frame(), text);
        SendSighting here = attribution.causeHere();
        if (here != null && (here.frame() != cause.frame() || !isSameFile(here.origin(), cause.origin()))) {
            note(here.origin(), here.frame(), text);
        }
    }

    private void candidates(Bounce bounce, Send cause) throws IOException {
        String text = words.onCandidate(bounce);
        List<Long> frames = bounce.attribution().candidateFrames();
        List<Origin> origins = bounce.attribution().candidateOrigins();
        for (int i = 0; i < frames.size(); i++) {
            note(origins.isEmpty() ? cause.origin() : origins.get(i), frames.get(i), text);
        }
    }

    private static boolean isSameFile(Origin one, Origin other) {
        return name(one).equals(name(other));
    }

    private void note(Origin origin, long frame, String text) throws IOException {
        notes.add(name(origin), frame, text);
    }

    private static String name(Origin origin) {
        return String.valueOf(origin.file());
    }

    private String reference(Origin origin, long frame) {
        Integer number = files.get(name(origin));
        if (number == null) {
            number = files.size();
            files.put(name(origin), number);
        }
        return "\u0001" + number + "," + frame + "\u0002";
    }

    @Override
    public void end(Summary summary) throws IOException {
        long[] before = new long[files.size()];
        long frames = 0;
        for (CaptureReport report : reports) {
            Integer number = files.get(report.name());
            if (number != null) {
                before[number] = frames;
            }
            frames += report.packets();
        }
        try (notes) {
            boolean first = true;
            for (CaptureReport report : reports) {
                copy(report, before, first);
                first = false;
            }
            out.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void copy(CaptureReport report, long[] before, boolean first) throws IOException {
        AnnotatedCopy.write(
                report.name(),
                report.packets(),
                new AnnotatedCopy.Annotations() {
                    @Override
                    public List<String> on(long frame) {
                        try {
                            List<String> texts = new ArrayList<>(1);
                            for (String text : notes.of(report.name(), frame)) {
                                texts.add(numbered(text, before));
                            }
                            return texts;
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }

                    @Override
                    public List<String> onFile() {
                        return first && notes.omitted() > 0
                                ? List.of(
                                        "udpbounce: " + notes.omitted() + " comments are not here, there were too many")
                                : List.of();
                    }
                },
                out);
    }

    private static String numbered(String text, long[] before) {
        return FRAME.matcher(text)
                .replaceAll(found ->
                        "frame " + (before[Integer.parseInt(found.group(1))] + Long.parseLong(found.group(2))));
    }
}
