// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.kernel.packet.BlockRing;
import dev.udpbounce.kernel.packet.PacketSocket;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.live.CaptureException.Kind;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A capture by the ring that the kernel shares with this process, on an Ethernet or loopback interface or all interfaces
 * of Linux. Its packets are those of {@link PcapCapture}, at a tenth of the cost. Each block of packets is copied into
 * the {@link PacketRing} at once.
 */
final class RingCapture implements CaptureHandle {
    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;
    /** The frames of a switch's port have one more header, of which libpcap knows several. */
    private static final String SWITCH = "/sys/class/net/%s/dsa/tagging";
    /** libpcap treats interfaces of these names as ISDN. */
    private static final String ISDN = "isd[nY].*";

    private final PacketSocket socket;
    private final BlockRing blocks;
    private final PacketForm form;
    private final @Nullable InterfaceDrops interfaceDrops;
    private volatile boolean broken;
    private boolean closed;

    private RingCapture(
            PacketSocket socket, BlockRing blocks, PacketForm form, @Nullable InterfaceDrops interfaceDrops) {
        this.socket = socket;
        this.blocks = blocks;
        this.form = form;
        this.interfaceDrops = interfaceDrops;
    }

    /**
     * Opens an interface, with its filter.
     *
     * @return null if it has to be opened by libpcap, which also says why if it cannot be opened at all
     */
    static @Nullable RingCapture open(String name, CaptureOptions options) {
        if (!System.getProperty("os.name").equals("Linux") || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return null;
        }
        boolean all = name.equals(CaptureOptions.ANY);
        int index = all ? 0 : Libc.calls().if_nametoindex(name);
        if (!all && (index <= 0 || name.matches(ISDN) || Files.exists(Path.of(SWITCH.formatted(name))))) {
            return null;
        }
        try {
            PacketSocket socket = PacketSocket.open(index);
            try {
                RingCapture opened = all || isEthernet(socket.deviceType()) ? open(name, socket, options) : null;
                if (opened == null) {
                    socket.close();
                }
                return opened;
            } catch (KernelException | RuntimeException e) {
                socket.close();
                throw e;
            }
        } catch (KernelException e) {
            return null;
        }
    }

    /** @param deviceType ARPHRD_ in {@code linux/if_arp.h} */
    static boolean isEthernet(int deviceType) {
        return deviceType == ARPHRD_ETHER || deviceType == ARPHRD_LOOPBACK;
    }

    private static @Nullable RingCapture open(String name, PacketSocket socket, CaptureOptions options)
            throws KernelException {
        PacketForm form = PacketForm.of(name.equals(CaptureOptions.ANY), options.snapLength());
        byte[] filter = KernelFilter.ofRing(form, options.expression());
        if (filter == null) {
            return null;
        }
        socket.filter(filter);
        BlockRing blocks = BlockRing.open(socket, options.bufferOctets(), CaptureOptions.READ_TIMEOUT_MS);
        try {
            if (name.equals(CaptureOptions.LOOPBACK)) {
                socket.ignoreOutgoing();
            }
            boolean isPromiscuous = options.isPromiscuous(name);
            if (isPromiscuous) {
                socket.receiveAll();
            }
            RingCapture opened = new RingCapture(socket, blocks, form, isPromiscuous ? new InterfaceDrops(name) : null);
            socket.start();
            return opened;
        } catch (KernelException e) {
            blocks.close();
            throw e;
        }
    }

    @Override
    public int linkType() {
        return form.linkType();
    }

    @Override
    public boolean isLoopbackTwice() {
        return false;
    }

    @Override
    public void loop(Intake intake) throws CaptureException {
        try {
            while (!broken) {
                if (!take(intake)) {
                    BlockRing.Waited waited = blocks.await();
                    if (waited == BlockRing.Waited.GONE) {
                        takeLast(intake);
                        throw new CaptureException(Kind.INTERFACE, "The interface disappeared");
                    }
                }
            }
        } catch (KernelException e) {
            throw new CaptureException(Kind.INTERFACE, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            throw new CaptureException(Kind.INTERFACE, "internal error: " + e);
        }
    }

    /** Takes the next block; returns false if there is none. */
    private boolean take(Intake intake) {
        int packets = blocks.ready();
        if (packets == 0) {
            return false;
        }
        PacketRing ring = intake.ring();
        long arrivalNs = System.nanoTime();
        int packet = blocks.first();
        long timeNs = 0;
        for (int i = 0; i < packets; i++) {
            form.put(blocks, packet, ring, arrivalNs);
            timeNs = blocks.timeNs(packet);
            packet = blocks.next(packet);
        }
        ring.publish();
        blocks.release();
        intake.arrived(packets, timeNs);
        return true;
    }

    /** Takes what the kernel hands over after the time-out of its last block. */
    private void takeLast(Intake intake) {
        try {
            TimeUnit.MILLISECONDS.sleep(3L * CaptureOptions.READ_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        while (take(intake)) {
            // until there is no more
        }
    }

    @Override
    public synchronized long earliestNs() {
        return closed ? Long.MAX_VALUE : blocks.firstTimeNs();
    }

    @Override
    public synchronized boolean breakLoop() {
        broken = true;
        if (!closed) {
            blocks.breakWait();
        }
        return !closed;
    }

    @Override
    public synchronized @Nullable KernelCounts counts() throws CaptureException {
        if (closed) {
            return null;
        }
        try {
            PacketSocket.Counts read = socket.counts();
            return new KernelCounts(
                    read.passed(), read.dropped(), interfaceDrops == null ? 0 : interfaceDrops.sinceOpened());
        } catch (KernelException e) {
            throw new CaptureException(Kind.INTERFACE, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            blocks.close();
            socket.close();
        }
    }
}
