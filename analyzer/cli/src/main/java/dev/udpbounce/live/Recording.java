// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.capture.PcapngWriter;
import dev.udpbounce.kernel.sys.RealTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the captured packets to one pcapng file, or to successive files. Packets reach the operating system within
 * half a second. A file that cannot be opened or written is reported once, with the number of packets that are in no
 * file because of it. The capture continues, and a recording of several files continues with the next file as soon as
 * one can be opened.
 */
public final class Recording {
    /** Receives reports about a file; the file name is not escaped. */
    public interface Listener {
        /** The file cannot be opened or written. */
        void failed(String file, IOException fault);

        /** Packets are missing; the text is a sentence about the file. */
        void incomplete(String file, String text);
    }

    /** The source of the files' statistics: total counts, from which the counts of earlier files are subtracted. */
    public interface Sums {
        List<CaptureReport> reports();
    }

    private static final long FLUSH_NS = 500_000_000;
    /** The pause after which opening a file is tried again. */
    private static final long PAUSE_NS = 1_000_000_000;
    /** The number of names that are tried in a row, if other files occupy them. */
    private static final int NAMES_AT_ONCE = 3;
    /** What a reader of the file takes the rule from by which sockets are told of errors. */
    private static final String SYSTEM = System.getProperty("os.name") + " " + System.getProperty("os.version");

    private final RecordingPlan plan;
    private final FileNames names;
    private final List<PcapngWriter.Described> interfaces = new ArrayList<>();
    private final Listener listener;
    private final Sums sums;
    private final LongSupplier nanoTime;

    private @Nullable PcapngWriter writer;
    private List<CaptureReport> before = List.of();
    private String name = "";
    /** Whether the next attempt uses the same name. */
    private boolean sameName;

    private String reported = "";
    private @Nullable Object fileKey;
    private long openedAtNs;
    private long openedNs;
    private long flushedNs;
    private long attemptedNs;
    private int files;
    private long missing;
    private volatile boolean reopen;
    private boolean complete;

    public Recording(RecordingPlan plan, List<Origin> interfaces, Sums sums, Listener listener) {
        this(plan, interfaces, sums, listener, System::nanoTime);
    }

    /** @param nanoTime a clock such as System.nanoTime */
    Recording(RecordingPlan plan, List<Origin> interfaces, Sums sums, Listener listener, LongSupplier nanoTime) {
        this.plan = plan;
        this.sums = sums;
        this.listener = listener;
        this.nanoTime = nanoTime;
        names = new FileNames(plan.name(), plan.rotateNs() > 0, plan.rotateNs() > 0 ? 0 : plan.files(), plan.zone());
        for (Origin each : interfaces) {
            this.interfaces.add(new PcapngWriter.Described(each.interfaceName(), each.linkType(), each.snapLength()));
        }
    }

    /** Opens the first file. If this fails, there is no recording. */
    public void open() throws IOException {
        name = names.next(Instant.now());
        if (name.equals(plan.name())) {
            begin(RecordingFiles.named(Path.of(name)));
        } else {
            beginNext(Path.of(name));
        }
    }

    private void begin(FileChannel file) throws IOException {
        openedAtNs = RealTime.nowNs();
        openedNs = nanoTime.getAsLong();
        flushedNs = openedNs;
        before = sums.reports();
        writer = PcapngWriter.begin(file, plan.application(), SYSTEM, interfaces);
        fileKey = keyOf(Path.of(name));
        files++;
        sameName = false;
        reported = "";
        reportMissing();
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /**
     * Records a packet.
     *
     * @param place index of its handle among the interfaces
     */
    void packet(int place, Frame frame) {
        rotateIfDue();
        resumeIfDue();
        PcapngWriter to = writer;
        if (complete) {
            return;
        }
        if (to == null) {
            missing++;
            return;
        }
        try {
            to.packet(
                    place, frame.timeNs(), frame.octets(), frame.offset(), frame.capturedLength(), frame.wireLength());
            if (plan.eachPacket()) {
                to.flush();
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    private void beginNext(Path path) throws IOException {
        FileChannel file = RecordingFiles.next(path);
        try {
            begin(file);
        } catch (IOException e) {
            Files.deleteIfExists(path); // it does not even have a header
            throw e;
        }
    }

    private void rotateIfDue() {
        boolean time = plan.rotateNs() > 0 && nanoTime.getAsLong() - openedNs >= plan.rotateNs();
        boolean size = plan.rotateOctets() > 0 && writer != null && writer.size() >= plan.rotateOctets();
        if (!time && !size) {
            return;
        }
        end();
        if (plan.rotateNs() > 0 && files == plan.files()) {
            complete = true;
            return;
        }
        openedNs = nanoTime.getAsLong();
        sameName = false;
        attempt();
    }

    private void resumeIfDue() {
        if (writer == null && !complete && nanoTime.getAsLong() - attemptedNs >= PAUSE_NS) {
            attempt();
        }
    }

    /** Opens the next file, or the previous one again if that could not be opened; reports a failure once. */
    private void attempt() {
        attemptedNs = nanoTime.getAsLong();
        for (int i = 0; i < NAMES_AT_ONCE && writer == null; i++) {
            if (!sameName) {
                name = names.next(Instant.now());
            }
            try {
                beginNext(Path.of(name));
            } catch (RecordingFiles.OccupiedException e) {
                failed(e);
            } catch (IOException e) {
                sameName = true;
                failed(e);
                return;
            }
        }
    }

    /**
     * Must be called a few times a second: flushes or reopens the file if due, and ends the recording when the time of
     * the last file is over.
     */
    public void tick() {
        if (reopen) {
            reopen = false;
            reopenIfMoved();
        }
        long nowNs = nanoTime.getAsLong();
        if (plan.rotateNs() > 0 && files == plan.files() && nowNs - openedNs >= plan.rotateNs()) {
            rotateIfDue();
        }
        resumeIfDue();
        PcapngWriter to = writer;
        if (to != null && nowNs - flushedNs >= FLUSH_NS) {
            flushedNs = nowNs;
            try {
                to.flush();
            } catch (IOException e) {
                broken(e);
            }
        }
    }

    /** Requests to reopen the file if its name refers to another file, as after logrotate. For any thread. */
    public void askReopen() {
        reopen = true;
    }

    private void reopenIfMoved() {
        try {
            Path path = Path.of(name);
            boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            if (writer != null && there && Objects.equals(fileKey, keyOf(path))) {
                return;
            }
        } catch (IOException e) {
            failed(e);
        }
        if (writer != null) {
            files--;
        }
        end();
        sameName = true;
        attempt();
    }

    /** Returns whether the recording has ended because its limit of files was reached. */
    public boolean complete() {
        return complete;
    }

    /**
     * Reports that the file cannot be written; a recording of several files continues with the next one after a pause.
     */
    private void broken(IOException e) {
        failed(e);
        if (plan.rotateNs() > 0 || plan.rotateOctets() > 0) {
            end();
            attemptedNs = nanoTime.getAsLong();
        }
    }

    private void failed(IOException e) {
        String failure = name + ": " + e;
        if (!reported.equals(failure)) {
            reported = failure;
            listener.failed(name, e);
        }
    }

    private void reportMissing() {
        if (missing > 0) {
            listener.incomplete(name, missing + " packets before this file are in no file");
            missing = 0;
        }
    }

    /** Ends the recording, and writes the statistics of the current file. */
    public void close() {
        end();
        if (missing > 0) {
            listener.incomplete(name, missing + " packets are in no file");
            missing = 0;
        }
    }

    /** Ends the current file with its statistics. */
    private void end() {
        PcapngWriter closed = writer;
        if (closed == null) {
            return;
        }
        try (PcapngWriter closing = closed) {
            statistics(closing);
        } catch (IOException e) {
            failed(e);
        }
        writer = null;
        if (closed.lost() > 0) {
            listener.incomplete(name, closed.lost() + " packets are not in it");
        }
    }

    private void statistics(PcapngWriter to) throws IOException {
        List<CaptureReport> now = sums.reports();
        long endNs = RealTime.nowNs();
        for (int i = 0; i < now.size(); i++) {
            CaptureReport report = now.get(i);
            CaptureReport earlier = before.get(i);
            to.statistics(
                    i,
                    new PcapngWriter.Statistics(
                            openedAtNs,
                            endNs,
                            report.packets() - earlier.packets(),
                            report.droppedByKernel() - earlier.droppedByKernel(),
                            report.droppedByInterface() < 0
                                    ? -1
                                    : report.droppedByInterface() - earlier.droppedByInterface()));
        }
        before = now;
    }
}
