// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.pcapng;

import dev.udpbounce.capture.AnnotatedCopy;
import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
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
    private final BounceComments comments = new BounceComments(this::reference, this::note);
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
            comments.on(error);
        }
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
