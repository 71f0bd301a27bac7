// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.live.CaptureException.Kind;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;
import org.pcap4j.core.Pcaps;
import org.pcap4j.core.RawPacketListener;
import org.pcap4j.packet.namednumber.DataLinkType;

/** A capture by libpcap, on any interface of any system. */
final class PcapCapture implements CaptureHandle {
    static final DataLinkType LINUX_SLL2 = new DataLinkType(276, "Linux cooked v2");

    private static final long MASK = 0xffff_ffffL;
    private static final long NS_PER_S = 1_000_000_000;
    private static final long MS_PER_S = 1_000;

    private final PcapHandle handle;
    private final boolean isPiped;
    /** What went wrong in a callback, whose exceptions do not end pcap4j's loop. */
    private @Nullable Throwable wrong;

    private PcapCapture(PcapHandle handle, boolean isPiped) {
        this.handle = handle;
        this.isPiped = isPiped;
    }

    /** Opens an interface, or standard input, and sets the filter. */
    static PcapCapture open(String name, CapturedNetwork network, CaptureOptions options) throws CaptureException {
        boolean isPiped = name.equals(CaptureOptions.STANDARD_INPUT);
        PcapHandle handle;
        try {
            // libpcap gives this name the same meaning.
            handle = isPiped ? Pcaps.openOffline(name, TimestampPrecision.NANO) : openLive(name, options);
        } catch (PcapNativeException e) {
            throw refused(network.label(name), e);
        }
        try {
            if (name.equals(CaptureOptions.ANY)) {
                // By default, it opens as version 1, whose header does not name the interface.
                handle.setDlt(LINUX_SLL2);
            }
            KernelFilter.set(handle, options.expression());
            return new PcapCapture(handle, isPiped);
        } catch (PcapNativeException e) {
            handle.close();
            throw refused(network.label(name), e);
        } catch (NotOpenException e) {
            throw new IllegalStateException("a handle was closed before its capture began", e);
        } catch (CaptureException e) {
            handle.close();
            throw e;
        }
    }

    private static PcapHandle openLive(String name, CaptureOptions options) throws PcapNativeException {
        return new PcapHandle.Builder(name)
                .snaplen(options.snapLength())
                .promiscuousMode(
                        options.isPromiscuous(name) ? PromiscuousMode.PROMISCUOUS : PromiscuousMode.NONPROMISCUOUS)
                .timeoutMillis(CaptureOptions.READ_TIMEOUT_MS)
                .bufferSize(options.bufferOctets())
                .timestampPrecision(TimestampPrecision.NANO)
                .build();
    }

    private static CaptureException refused(String name, PcapNativeException e) {
        String text = LibpcapText.of(e);
        boolean rights = LibpcapText.saysNotPermitted(text);
        return new CaptureException(rights ? Kind.RIGHTS : Kind.INTERFACE, name + ": " + text);
    }

    @Override
    public int linkType() {
        return handle.getDlt().value();
    }

    @Override
    public boolean isLoopbackTwice() {
        return true;
    }

    @Override
    public void loop(Intake intake) throws CaptureException {
        try {
            handle.loop(-1, (RawPacketListener) octets -> take(octets, intake));
        } catch (InterruptedException e) {
            // pcap4j throws this after breakLoop; the thread is not interrupted in the loop otherwise.
            Thread.interrupted();
        } catch (PcapNativeException e) {
            throw new CaptureException(Kind.INTERFACE, LibpcapText.of(e));
        } catch (NotOpenException e) {
            throw new CaptureException(Kind.INTERFACE, "the handle was closed");
        }
        if (wrong != null) {
            throw new CaptureException(Kind.INTERFACE, "internal error: " + wrong);
        }
    }

    private void take(byte[] octets, Intake intake) {
        try {
            java.sql.Timestamp stamp = handle.getTimestamp();
            long timeNs = Math.floorDiv(stamp.getTime(), MS_PER_S) * NS_PER_S + stamp.getNanos();
            intake.put(octets, handle.getOriginalLength() & MASK, timeNs);
        } catch (RuntimeException | Error e) {
            wrong = e;
            breakLoop();
        }
    }

    @Override
    public boolean breakLoop() {
        try {
            handle.breakLoop();
            // A read of a pipe does not time out, so that its loop may never look.
            return !isPiped;
        } catch (NotOpenException e) {
            return false;
        }
    }

    @Override
    public @Nullable KernelCounts counts() throws CaptureException {
        if (isPiped || !handle.isOpen()) {
            return null;
        }
        try {
            PcapStat read = handle.getStats();
            return new KernelCounts(
                    read.getNumPacketsReceived(), read.getNumPacketsDropped(), read.getNumPacketsDroppedByIf());
        } catch (PcapNativeException e) {
            throw new CaptureException(Kind.INTERFACE, LibpcapText.of(e));
        } catch (NotOpenException e) {
            return null; // closed in between
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
