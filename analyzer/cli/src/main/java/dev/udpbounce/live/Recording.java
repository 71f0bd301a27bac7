package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.capture.PcapngWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is captured to one pcapng file, or to one after the other. What has been captured reaches the operating
 * system within half a second. A file that cannot be written is told of once, and left as far as it is whole; the
 * capture goes on, and the next file is tried.
 */
public final class Recording {
    /** Takes what is to be told: a file's name, not escaped, and what befell it. */
    public interface Listener {
        void failed(String file, String text);
    }

    private static final long FLUSH_NS = 500_000_000;

    private final RecordingPlan plan;
    private final FileNames names;
    private final List<PcapngWriter.Described> interfaces = new ArrayList<>();
    private final Listener listener;
    private final Sums sums;

    private @Nullable PcapngWriter writer;
    private String name = "";
    private @Nullable Object fileKey;
    private long openedAtNs;
    private long openedNs;
    private long flushedNs;
    private int files;
    private long lost;
    private volatile boolean reopen;
    private boolean complete;

    /** What the files' statistics are made of: the counts so far, of which the earlier files' are taken off. */
    public interface Sums {
        List<CaptureReport> reports();
    }

    private List<CaptureReport> before = List.of();

    public Recording(RecordingPlan plan, List<Origin> interfaces, Sums sums, Listener listener) {
        this.plan = plan;
        this.sums = sums;
        this.listener = listener;
        names = new FileNames(plan.name(), plan.rotateNs() > 0, plan.rotateNs() > 0 ? 0 : plan.files(), plan.zone());
        for (Origin each : interfaces) {
            this.interfaces.add(new PcapngWriter.Described(each.interfaceName(), each.linkType(), each.snapLength()));
        }
    }

    /** Opens the first file; without it there is no recording. */
    public void open() throws IOException {
        before = sums.reports();
        openNext();
    }

    private void openNext() throws IOException {
        name = names.next(Instant.now());
        openNamed();
    }

    private void openNamed() throws IOException {
        openedAtNs = Clock.nowNs();
        openedNs = System.nanoTime();
        flushedNs = openedNs;
        files++;
        Path path = Path.of(name);
        writer = PcapngWriter.create(path, plan.application(), interfaces);
        fileKey = keyOf(path);
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /**
     * Records a packet.
     *
     * @param place of its handle among the interfaces
     */
    void packet(int place, Frame frame) {
        rotateIfDue();
        PcapngWriter to = writer;
        if (complete) {
            return;
        }
        if (to == null) {
            lost++;
            return;
        }
        try {
            to.packet(
                    place, frame.timeNs(), frame.octets(), frame.offset(), frame.capturedLength(), frame.wireLength());
            if (plan.eachPacket()) {
                to.flush();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void rotateIfDue() {
        boolean time = plan.rotateNs() > 0 && System.nanoTime() - openedNs >= plan.rotateNs();
        boolean size = plan.rotateOctets() > 0 && writer != null && writer.size() >= plan.rotateOctets();
        if (!time && !size) {
            return;
        }
        close();
        if (plan.rotateNs() > 0 && files == plan.files()) {
            complete = true;
            return;
        }
        try {
            openNext();
        } catch (IOException e) {
            failed(e);
        }
    }

    /** To be called a few times a second: flushes, opens anew what is to be opened anew, ends what is over. */
    public void tick() {
        long nowNs = System.nanoTime();
        if (reopen) {
            reopen = false;
            reopenIfMoved();
        }
        if (plan.rotateNs() > 0 && files == plan.files() && nowNs - openedNs >= plan.rotateNs()) {
            rotateIfDue();
        }
        PcapngWriter to = writer;
        if (to != null && nowNs - flushedNs >= FLUSH_NS) {
            flushedNs = nowNs;
            try {
                to.flush();
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    /** Wants the file opened anew if its name means another file by now, as after logrotate. For any thread. */
    public void askReopen() {
        reopen = true;
    }

    private void reopenIfMoved() {
        try {
            Path path = Path.of(name);
            boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            if (writer == null || !there || !Objects.equals(fileKey, keyOf(path))) {
                close();
                files--;
                openNamed();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Whether as many files as were wanted are full. */
    public boolean complete() {
        return complete;
    }

    /** Packets that are in no file. */
    public long lost() {
        return lost + (writer == null ? 0 : writer.lost());
    }

    private void failed(IOException e) {
        listener.failed(name, e.getMessage() == null ? e.toString() : e.getMessage());
    }

    /** Ends the present file with its statistics. */
    public void close() {
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
        long lostHere = closed.lost();
        lost += lostHere;
        if (lostHere > 0) {
            listener.failed(name, lostHere + " packets are not in it");
        }
    }

    private void statistics(PcapngWriter to) throws IOException {
        List<CaptureReport> now = sums.reports();
        long endNs = Clock.nowNs();
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
                            report.droppedByInterface() - earlier.droppedByInterface()));
        }
        before = now;
    }
}
