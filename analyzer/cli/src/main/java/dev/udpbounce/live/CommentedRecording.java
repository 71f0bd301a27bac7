// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the frames of a recording until they have their comments. A frame waits for the analysis of its own error, and
 * a datagram also for the errors that are captured within the hold. Frames keep their order, so all that follow a
 * waiting frame are held as well.
 *
 * <pre>
 *  source ──► current ──► analysis ──► comments
 *                │                        │
 *                └──► held, held, held ◄──┘ ──► Recording: file, next file, …
 * </pre>
 *
 * <p>A frame belongs to a file from its arrival on, so that comments can have the numbers of frames in that file. All of
 * this runs in the thread that takes the frames, except {@link #askReopen}.
 */
public final class CommentedRecording {
    /** What is held at most, octets. */
    private static final long MOST_OCTETS = 64 << 20;
    /**
     * Packets reach the analysis by this much later than one another: the time until the kernel hands over a block, and
     * the time for which the source holds every packet back.
     */
    private static final long JITTER_NS = 40_000_000;
    /** Stands for a frame until its number in the file is known. Escaped text has no control characters. */
    private static final Pattern FRAME = Pattern.compile("\u0001(\\d+)\u0002");

    private final Recording recording;
    private final RecordingPlan plan;
    private final long mostOctets;
    private final HeldFrames held = new HeldFrames();
    private LongSupplier unsettled = () -> Long.MAX_VALUE;
    private HeldFrame current = new HeldFrame();
    /** Whether {@link #current} is being analyzed. */
    private boolean taken;

    /** Index of the file that frames belong to now. */
    private int file;
    /** When frames began to belong to it, by the clock of the recording. */
    private long beganNs;
    /** Boundaries before held frames: files that are not open yet. */
    private int boundaries;
    /** Octets in the file of frames that belong to it and are held. */
    private long fileOctets;

    private @Nullable FileBoundary reopening;
    private long latestNs;
    private long cutShort;
    private boolean complete;

    public CommentedRecording(Recording recording) {
        this(recording, MOST_OCTETS);
    }

    /** @param mostOctets limit of the memory for held frames */
    CommentedRecording(Recording recording, long mostOctets) {
        this.recording = recording;
        this.mostOctets = mostOctets;
        plan = recording.plan();
        beganNs = recording.nanoTime();
    }

    /**
     * Sets the source of the number of the first frame whose error is not analyzed yet; {@link Long#MAX_VALUE} if there
     * is none.
     */
    public void awaiting(LongSupplier newUnsettled) {
        unsettled = newUnsettled;
    }

    /** Returns text that stands for a frame in a comment, by its number in the capture. */
    public static String reference(long frame) {
        return "\u0001" + frame + "\u0002";
    }

    /**
     * Takes a frame, which must stay as it is until {@link #analyzed}.
     *
     * @param place index of its handle among the interfaces
     * @return false if the recording is complete, and the frame is not part of it
     */
    boolean take(int place, Frame frame) {
        long nowNs = recording.nanoTime();
        FileBoundary start = reopening;
        if (start == null && isOver(nowNs)) {
            if (isLast()) {
                complete = true;
                return false;
            }
            start = recording.boundary(false);
        }
        if (start != null) {
            reopening = null;
            begin(nowNs);
            boundaries++;
        }
        current.take(frame, place, file, start, nowNs);
        taken = true;
        return true;
    }

    private void begin(long nowNs) {
        file++;
        beganNs = nowNs;
        fileOctets = 0;
    }

    /** Returns whether the file that frames belong to now is full, or its time is over. */
    private boolean isOver(long nowNs) {
        boolean time = plan.rotateNs() > 0 && nowNs - beganNs >= plan.rotateNs();
        long size = (boundaries == 0 ? recording.size() : 0) + fileOctets;
        return time || (plan.rotateOctets() > 0 && size >= plan.rotateOctets());
    }

    private boolean isLast() {
        return plan.rotateNs() > 0 && recording.files() + boundaries == plan.files();
    }

    /** Adds a comment on a frame, unless the frame is recorded already. */
    public void comment(long frame, String text) {
        HeldFrame about = find(frame);
        if (about == null) {
            return;
        }
        int octets = about.comment(text);
        if (about != current) {
            held.grew(octets);
            fileOctets += about.file() == file ? octets : 0;
        }
    }

    private @Nullable HeldFrame find(long frame) {
        if (taken && current.number() == frame) {
            return current;
        }
        return held.get(frame);
    }

    /** Notes that the frame taken last has been analyzed; records what need not wait any more. */
    void analyzed() {
        if (!taken) {
            return;
        }
        taken = false;
        latestNs = current.timeNs();
        if (held.isEmpty() && isDue(current, false)) {
            write(current);
            return;
        }
        current.keepOctets();
        held.add(current);
        fileOctets += current.octetsInFile();
        current = new HeldFrame();
        writeDue(false);
        for (HeldFrame first = held.first(); first != null && held.octets() > mostOctets; first = held.first()) {
            cutShort++;
            writeFirst(first);
        }
    }

    /**
     * Must be called a few times a second, between two frames.
     *
     * @param quiet whether all frames that arrived so far have been taken
     */
    public void tick(boolean quiet) {
        writeDue(quiet);
        if (reopening == null && recording.takeReopening()) {
            reopening = recording.boundary(true);
        }
        if (reopening != null && held.isEmpty()) {
            recording.next(reopening);
            reopening = null;
            begin(recording.nanoTime());
        }
        complete |= plan.rotateNs() > 0 && isLast() && isOver(recording.nanoTime());
        recording.tick();
    }

    private void writeDue(boolean quiet) {
        for (HeldFrame first = held.first(); first != null && isDue(first, quiet); first = held.first()) {
            writeFirst(first);
        }
    }

    private boolean isDue(HeldFrame frame, boolean quiet) {
        long waiting = unsettled.getAsLong();
        if (frame.number() >= waiting) {
            return false;
        }
        if (plan.holdNs() == 0) {
            return true;
        }
        HeldFrame error = waiting == Long.MAX_VALUE ? null : find(waiting);
        long passedNs = error == null ? latestNs : error.timeNs();
        return passedNs - frame.timeNs() > plan.holdNs()
                || (quiet && error == null && recording.nanoTime() - frame.takenNs() - JITTER_NS > plan.holdNs());
    }

    private void writeFirst(HeldFrame first) {
        held.removeFirst();
        fileOctets -= first.file() == file ? first.octetsInFile() : 0;
        write(first);
    }

    private void write(HeldFrame frame) {
        if (frame.boundary() != null) {
            boundaries--;
            recording.next(frame.boundary());
        }
        long first = recording.prepare(frame.number());
        List<String> texts = frame.comments().isEmpty() ? List.of() : new ArrayList<>();
        for (String text : frame.comments()) {
            texts.add(FRAME.matcher(text).replaceAll(found -> name(Long.parseLong(found.group(1)), frame, first)));
        }
        if (frame.unsaid() > 0) {
            texts.add("and " + frame.unsaid() + " more comments, for which there is no room");
        }
        recording.packet(frame, texts);
    }

    /** Returns the name of a frame in a comment on another one. */
    private String name(long number, HeldFrame commented, long first) {
        boolean there = number >= first;
        if (number > commented.number()) {
            HeldFrame later = find(number);
            there = later != null && later.file() == commented.file();
        }
        return there ? "frame " + (number - first + 1) : "a frame that is not in this file";
    }

    /** Requests to reopen the file if its name refers to another file, as after logrotate. For any thread. */
    public void askReopen() {
        recording.askReopen();
    }

    /** Returns whether the recording has ended because its limit of files was reached. */
    public boolean complete() {
        return complete;
    }

    /** Returns the number of frames that were recorded earlier than the hold says, because too much was held. */
    public long cutShort() {
        return cutShort;
    }

    /** Records all frames that are held, and ends the recording. */
    void close() {
        analyzed();
        for (HeldFrame first = held.first(); first != null; first = held.first()) {
            writeFirst(first);
        }
        recording.close();
    }
}
