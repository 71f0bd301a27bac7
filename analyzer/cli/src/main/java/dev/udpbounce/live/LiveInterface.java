package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.kernel.Libc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapStat;

/** One handle of libpcap, the thread that empties it, and the ring that this thread fills. */
final class LiveInterface {
    private static final long JOIN_MS = 2_000;
    private static final long MASK = 0xffff_ffffL;
    /** The nice value of the thread, above whatever compiles and analyses; no more than is needed to keep up. */
    private static final int NICE = -10;
    /** After this no packet comes that waited in the kernel before the counts were read. */
    private static final long BEGINNING_NS = 1_000_000_000;

    private final String name;
    private final PcapHandle handle;
    private final PacketRing ring;
    private final Doorbell bell;
    private final int linkType;
    private final int snapLength;
    private final boolean seenTwice;
    private final boolean cooked;
    private final int loopbackIndex;
    private final LinkWatch link;
    private final PacketCounts counts = new PacketCounts();
    private final Thread thread;
    private final CountDownLatch wanted = new CountDownLatch(1);
    private final List<String> faults = new ArrayList<>();

    private volatile long lastTimeNs = Long.MIN_VALUE;
    private volatile boolean ended;
    private volatile boolean complete;
    private volatile @Nullable String fault;
    private long baselineNs = Long.MIN_VALUE;
    private long begunNs;
    private boolean counting;
    private volatile long arrived;
    private volatile long arrivedOfTwice;
    private long packets;
    private long bytes;

    LiveInterface(String name, PcapHandle handle, int snapLength, PacketRing ring, Doorbell bell) {
        this.name = name;
        this.handle = handle;
        this.ring = ring;
        this.bell = bell;
        this.snapLength = snapLength;
        linkType = handle.getDlt().value();
        seenTwice = name.equals(CaptureOptions.LOOPBACK);
        cooked = name.equals(CaptureOptions.ANY);
        loopbackIndex = cooked ? InterfaceOrigins.indexOf(CaptureOptions.LOOPBACK) : 0;
        link = new LinkWatch(name);
        thread = new Thread(this::capture, "capture " + name);
        thread.setDaemon(true);
    }

    String name() {
        return name;
    }

    PacketRing ring() {
        return ring;
    }

    int linkType() {
        return linkType;
    }

    int snapLength() {
        return snapLength;
    }

    /** Whether its packets come from every interface, under a cooked header. */
    boolean cooked() {
        return cooked;
    }

    LinkWatch link() {
        return link;
    }

    /** Why the capture ended before anybody wanted it to; null if it did not. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Whether no packet follows those in the ring. */
    boolean ended() {
        return ended;
    }

    /** The counts begin here; the filter is set. */
    synchronized void beginCounts() {
        // Before the counts are read: what arrives meanwhile is better counted too often as arrived than never.
        baselineNs = Clock.nowNs();
        begunNs = System.nanoTime();
        PcapStat statistics = statistics();
        if (statistics != null) {
            counts.begin(
                    statistics.getNumPacketsReceived(), statistics.getNumPacketsDropped(), interfaceDrops(statistics));
        }
    }

    /**
     * Starts the thread, which waits for {@link #start}, but takes precedence over others now, while it has the rights.
     * Without these it keeps its turn.
     */
    void prepare() {
        thread.start();
    }

    void start() {
        wanted.countDown();
    }

    private void capture() {
        Libc.calls().setpriority(0, 0, NICE);
        try {
            wanted.await();
        } catch (InterruptedException e) {
            ended = true; // before it began
            return;
        }
        try {
            handle.loop(-1, this::take);
        } catch (InterruptedException e) {
            // How pcap4j words that breakLoop has ended it; this thread is interrupted by nobody.
            Thread.interrupted();
        } catch (PcapNativeException e) {
            fault = LibpcapText.of(e);
        } catch (NotOpenException e) {
            fault = "the handle was closed";
        } finally {
            ended = true;
            bell.ring();
        }
    }

    /** An exception here would not end pcap4j's loop. */
    private void take(byte[] octets) {
        try {
            long wireLength = handle.getOriginalLength() & MASK;
            java.sql.Timestamp stamp = handle.getTimestamp();
            long timeNs = Math.floorDiv(stamp.getTime(), 1000L) * 1_000_000_000L + stamp.getNanos();
            lastTimeNs = timeNs;
            countArrival(octets, timeNs);
            ring.put(octets, wireLength, timeNs, System.nanoTime());
        } catch (RuntimeException | Error e) {
            if (fault == null) {
                fault = "internal error: " + e;
            }
            breakLoop();
        }
    }

    /** Only this thread counts, so that adding to a volatile field loses nothing. */
    private void countArrival(byte[] octets, long timeNs) {
        // Once only: the clock may be set back to before the beginning.
        counting = counting || timeNs >= baselineNs || System.nanoTime() - begunNs > BEGINNING_NS;
        if (!counting) {
            return;
        }
        if (seenTwice || (cooked && InterfaceOrigins.index(octets) == loopbackIndex)) {
            long ofTwice = arrivedOfTwice;
            arrivedOfTwice = ofTwice + 1;
        }
        long all = arrived;
        arrived = all + 1;
    }

    /** The next packet of the ring has been handed on. For the analysing thread. */
    void count() {
        packets++;
        bytes += ring.captured();
    }

    /** Takes the kernel's counts. */
    synchronized void readCounts() {
        PcapStat statistics = statistics();
        if (statistics != null) {
            counts.add(
                    statistics.getNumPacketsReceived(), statistics.getNumPacketsDropped(), interfaceDrops(statistics));
        }
    }

    /**
     * Whether everything that passed the filter has arrived. Where packets were dropped that the kernel sees twice, this
     * cannot be told.
     */
    synchronized boolean allArrived() {
        readCounts();
        return counts.allArrived(arrived, arrivedOfTwice);
    }

    private @Nullable PcapStat statistics() {
        try {
            return handle.isOpen() ? handle.getStats() : null;
        } catch (PcapNativeException | NotOpenException e) {
            remember("the kernel's counts cannot be read: " + e.getMessage());
            return null;
        }
    }

    private long interfaceDrops(PcapStat statistics) {
        try {
            return seenTwice ? LoopbackDrops.read() : statistics.getNumPacketsDroppedByIf();
        } catch (IOException e) {
            remember("what lo drops is not known: " + e.getMessage());
            return 0;
        }
    }

    private void remember(String warning) {
        if (!faults.contains(warning)) {
            faults.add(warning);
        }
    }

    /** A number that grows with every packet that arrives. */
    long position() {
        return ring.position();
    }

    /** Time of the latest packet. */
    long lastTimeNs() {
        return lastTimeNs;
    }

    /** What has not arrived until now never will. */
    void complete() {
        complete = true;
    }

    /** Ends the loop; may be called by any thread, also before it has begun. */
    void breakLoop() {
        try {
            handle.breakLoop();
        } catch (NotOpenException e) {
            ended = true; // in another way
        }
    }

    /** Closes the handle, but never one that a thread is blocked in: that would hang. */
    void close() {
        ring.abandon();
        if (wanted.getCount() > 0) {
            thread.interrupt();
            handle.close();
            return;
        }
        breakLoop();
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            readCounts();
            handle.close();
        }
    }

    /** Packets that were captured by the kernel and have not come here. */
    synchronized long droppedByKernel() {
        return counts.lost(arrived, arrivedOfTwice, complete);
    }

    private synchronized boolean isEstimate() {
        return arrivedOfTwice > 0 && arrivedOfTwice < arrived && counts.dropped() > 0;
    }

    /** @param ofMachine warnings that concern every interface */
    CaptureReport report(List<String> ofMachine) {
        List<String> warnings = new ArrayList<>(faults);
        warnings.addAll(link.gaps());
        warnings.addAll(ofMachine);
        if (isEstimate()) {
            warnings.add("of the dropped packets the kernel counts those of lo twice: their number is an estimate");
        }
        String reason = fault;
        return new CaptureReport(
                name,
                true,
                "live",
                List.of(linkType),
                9,
                snapLength,
                packets,
                bytes,
                droppedByKernel(),
                counts.droppedByInterface(),
                reason == null ? List.of() : List.of(new Damage(name, 0, packets, reason, true)),
                warnings);
    }
}
