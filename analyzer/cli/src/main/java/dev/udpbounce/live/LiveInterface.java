// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.kernel.sys.Libc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One handle, the thread that empties it, and the ring that the thread fills. */
final class LiveInterface {
    private static final long JOIN_MS = 2_000;
    /** The nice value of the thread: above compilation and analysis, but no higher than needed to keep up. */
    private static final int NICE = -10;

    private final String name;
    private final CapturedNetwork network;
    private final CaptureHandle handle;
    private final Doorbell bell;
    private final int linkType;
    private final int snapLength;
    private final LinkWatch link;
    private final Arrivals arrivals;
    private volatile Intake intake;
    private final DropCounts drops;
    private final Thread thread;
    private final CountDownLatch wanted = new CountDownLatch(1);

    private volatile boolean ended;
    private volatile boolean retired;
    private boolean closed;
    private volatile @Nullable String fault;
    private long packets;
    private long bytes;

    LiveInterface(
            String name,
            CapturedNetwork network,
            CaptureHandle handle,
            int snapLength,
            PacketRing ring,
            Doorbell bell) {
        this.name = name;
        this.network = network;
        this.handle = handle;
        this.bell = bell;
        this.snapLength = snapLength;
        linkType = handle.linkType();
        link = new LinkWatch(name, network);
        arrivals = new Arrivals(name, handle.isLoopbackTwice());
        intake = new Intake(ring, arrivals);
        drops = new DropCounts(name, network, handle, arrivals);
        thread = new Thread(this::capture, "capture " + label());
        thread.setDaemon(true);
    }

    String name() {
        return name;
    }

    /** Returns the name, with that of its network namespace if it is another one. */
    String label() {
        return network.label(name);
    }

    CapturedNetwork network() {
        return network;
    }

    PacketRing ring() {
        return intake.ring();
    }

    int linkType() {
        return linkType;
    }

    int snapLength() {
        return snapLength;
    }

    /** Returns whether the packets come from all interfaces, with a cooked header. */
    boolean cooked() {
        return name.equals(CaptureOptions.ANY) || (isPiped() && linkType == PcapCapture.LINUX_SLL2.value());
    }

    /** Returns whether another program captures, and this handle reads what it writes. */
    private boolean isPiped() {
        return name.equals(CaptureOptions.STANDARD_INPUT);
    }

    LinkWatch link() {
        return link;
    }

    DropCounts drops() {
        return drops;
    }

    /** Returns why the capture ended before it was stopped; null if it did not. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Returns whether no packets follow those in the ring. */
    boolean ended() {
        return ended;
    }

    /**
     * Starts the thread, which waits for {@link #start}. It raises its priority at once, while the process has the
     * right; without the right, its priority stays the same.
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
            handle.loop(intake);
        } catch (CaptureException e) {
            fault = e.getMessage();
        } finally {
            ended = true;
            bell.ring();
        }
    }

    /** Counts the next packet of the ring, which is being handed on. For the analyzing thread. */
    void count() {
        packets++;
        bytes += ring().captured();
    }

    /**
     * Returns whether a packet from before {@code timeNs} waits in the kernel's buffer, although the ring has room for
     * it. For any thread.
     */
    boolean isLate(long timeNs) {
        return !ended && !ring().isFull() && handle.earliestNs() < timeNs;
    }

    /** Returns a number that grows with every packet that arrives. */
    long position() {
        return ring().position();
    }

    /** Returns the time of the latest packet. */
    long lastTimeNs() {
        return intake.lastTimeNs();
    }

    /** Ends the loop. For any thread, also before the loop has begun. */
    void breakLoop() {
        if (!handle.breakLoop()) {
            ended = true;
        }
    }

    /** Ends the capture for good while others continue; {@link #closeIfRetired} then closes it. For any thread. */
    void retire() {
        retired = true;
        breakLoop();
    }

    /** Closes the handle and frees the ring if it has been retired, and its last packet taken. */
    void closeIfRetired() {
        if (retired && ended && !closed && !ring().ready()) {
            closed = true;
            drops.read();
            handle.close();
            network.close();
            intake = new Intake(new PacketRing(1, bell), arrivals); // the room of the packets is free
        }
    }

    /** Closes the handle, unless a thread is blocked in it: closing would hang. */
    void close() {
        if (closed) {
            return;
        }
        ring().abandon();
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
            drops.read();
            handle.close();
        }
    }

    /** @param ofMachine warnings that apply to all interfaces */
    CaptureReport report(List<String> ofMachine) {
        List<String> warnings = new ArrayList<>(drops.warnings());
        warnings.addAll(link.gaps());
        warnings.addAll(ofMachine);
        String reason = fault;
        return new CaptureReport(
                label(),
                true,
                "live",
                List.of(linkType),
                9,
                snapLength,
                packets,
                bytes,
                drops.byKernel(),
                drops.byInterface(),
                reason == null ? List.of() : List.of(new Damage(label(), 0, packets, reason, true)),
                warnings);
    }
}
