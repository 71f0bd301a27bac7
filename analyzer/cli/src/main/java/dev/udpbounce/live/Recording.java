// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.capture.PcapngWriter;
import dev.udpbounce.kernel.sys.RealTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    /** May grow. */
    private final List<Origin> origins;

    private final List<PcapngWriter.Described> described = new ArrayList<>();
    private final RecordingFaults faults;
    private final Sums sums;
    private final LongSupplier nanoTime;

    private @Nullable PcapngWriter writer;
    private @Nullable FileBoundary began;
    private String name = "";
    /** Whether the next attempt uses the same name. */
    private boolean sameName;

    private @Nullable FileIdentity identity;
    private long flushedNs;
    private long attemptedNs;
    private int files;
    /** Number of the first frame in the current file; 0 before it. */
    private long first;

    private volatile boolean reopen;

    /** @param interfaces those of the capture; may grow at the end */
    public Recording(RecordingPlan plan, List<Origin> interfaces, Sums sums, Listener listener) {
        this(plan, interfaces, sums, listener, System::nanoTime);
    }

    /** @param nanoTime a clock such as System.nanoTime */
    Recording(RecordingPlan plan, List<Origin> interfaces, Sums sums, Listener listener, LongSupplier nanoTime) {
        this.plan = plan;
        this.sums = sums;
        faults = new RecordingFaults(listener);
        this.nanoTime = nanoTime;
        names = new FileNames(plan.name(), plan.rotateNs() > 0, plan.rotateNs() > 0 ? 0 : plan.files(), plan.zone());
        origins = interfaces;
        while (described.size() < origins.size()) {
            described.add(nextDescription());
        }
    }

    private PcapngWriter.Described nextDescription() {
        Origin next = origins.get(described.size());
        return new PcapngWriter.Described(next.interfaceName(), next.linkType(), next.snapLength());
    }

    /** Opens the first file. If this fails, there is no recording. */
    public void open() throws IOException {
        FileBoundary start = boundary(false);
        name = names.next(start.at());
        if (name.equals(plan.name())) {
            begin(RecordingFiles.named(Path.of(name)), start);
        } else {
            beginNext(Path.of(name), start);
        }
    }

    /** Returns the boundary at which a file begins now. */
    FileBoundary boundary(boolean hasSameName) {
        return new FileBoundary(Instant.now(), RealTime.nowNs(), sums.reports(), hasSameName);
    }

    private void begin(FileChannel file, FileBoundary start) throws IOException {
        flushedNs = nanoTime.getAsLong();
        began = start;
        first = 0;
        writer = PcapngWriter.begin(file, plan.application(), SYSTEM, described);
        identity = FileIdentity.of(Path.of(name));
        files++;
        sameName = false;
        faults.opened(name);
    }

    /**
     * Prepares to record a packet: opens a file if there is none and it is time to try again.
     *
     * @param number number of its frame
     * @return number of the first frame in the file that it will be recorded in; of itself if it is the first
     */
    long prepare(long number) {
        resumeIfDue();
        if (writer != null && first == 0) {
            first = number;
        }
        return writer == null ? number : first;
    }

    /** Records a packet, after {@link #prepare}. */
    void packet(HeldFrame frame, List<String> comments) {
        PcapngWriter to = writer;
        if (to == null) {
            faults.missed();
            return;
        }
        try {
            while (described.size() <= frame.place()) {
                PcapngWriter.Described added = nextDescription();
                described.add(added);
                to.describe(added);
            }
            to.packet(
                    frame.place(),
                    frame.timeNs(),
                    frame.octets(),
                    frame.offset(),
                    frame.captured(),
                    frame.wireLength(),
                    comments);
            if (plan.eachPacket()) {
                to.flush();
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    private void beginNext(Path path, FileBoundary start) throws IOException {
        FileChannel file = RecordingFiles.next(path);
        try {
            begin(file, start);
        } catch (IOException e) {
            Files.deleteIfExists(path); // it does not even have a header
            throw e;
        }
    }

    /** Ends the file and begins the next one. */
    void next(FileBoundary start) {
        if (start.sameName() && writer != null) {
            files--;
        }
        end(start);
        sameName = start.sameName();
        attempt(start);
    }

    RecordingPlan plan() {
        return plan;
    }

    /** Returns the number of files that were opened. */
    int files() {
        return files;
    }

    /** Returns the octets of the current file; 0 if there is none. */
    long size() {
        return writer == null ? 0 : writer.size();
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    private void resumeIfDue() {
        if (writer == null && nanoTime.getAsLong() - attemptedNs >= PAUSE_NS) {
            attempt(boundary(sameName));
        }
    }

    /** Opens the next file, or the previous one again if that could not be opened; reports a failure once. */
    private void attempt(FileBoundary start) {
        attemptedNs = nanoTime.getAsLong();
        for (int i = 0; i < NAMES_AT_ONCE && writer == null; i++) {
            if (!sameName) {
                name = names.next(start.at());
            }
            try {
                beginNext(Path.of(name), start);
            } catch (RecordingFiles.OccupiedException e) {
                faults.failed(name, e);
            } catch (IOException e) {
                sameName = true;
                faults.failed(name, e);
                return;
            }
        }
    }

    /** Must be called a few times a second: opens the file if there is none, and flushes it if due. */
    void tick() {
        resumeIfDue();
        long nowNs = nanoTime.getAsLong();
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

    /** Returns whether a request to reopen the file is due, since its name refers to another file. Clears the request. */
    boolean takeReopening() {
        if (!reopen) {
            return false;
        }
        reopen = false;
        try {
            return writer == null || identity == null || !identity.isAt(Path.of(name));
        } catch (IOException e) {
            faults.failed(name, e);
            return true;
        }
    }

    /**
     * Reports that the file cannot be written; a recording of several files continues with the next one after a pause.
     */
    private void broken(IOException e) {
        faults.failed(name, e);
        if (plan.rotateNs() > 0 || plan.rotateOctets() > 0) {
            end(boundary(sameName));
            attemptedNs = nanoTime.getAsLong();
        }
    }

    /** Ends the recording, and writes the statistics of the current file. */
    void close() {
        end(boundary(sameName));
        faults.ended(name);
    }

    /** Ends the current file with its statistics. */
    private void end(FileBoundary now) {
        PcapngWriter closed = writer;
        FileBoundary start = began;
        if (closed == null || start == null) {
            return;
        }
        try (PcapngWriter closing = closed) {
            for (int i = 0; i < Math.min(described.size(), now.sums().size()); i++) {
                closing.statistics(i, start.statistics(i, now));
            }
        } catch (IOException e) {
            faults.failed(name, e);
        }
        writer = null;
        faults.lost(name, closed.lost());
    }
}
