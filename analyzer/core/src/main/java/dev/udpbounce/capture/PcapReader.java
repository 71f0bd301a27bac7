// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads the frames of a classic capture file (draft-ietf-opsawg-pcap, section 5).
 *
 * <pre>
 *  seconds (4)  fraction (4)  captured length (4)  original length (4)  [Kuznetzov: 8 more]  frame
 * </pre>
 *
 * <p>Seconds are unsigned. If a header of another capture takes the place of a record, as in concatenated files,
 * reading continues with that capture.
 */
final class PcapReader implements FrameSource {
    /** Maximum plausible captured length in octets. */
    private static final int MOST_CAPTURED = 1 << 24;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NO_TIME = -1;
    private static final int LENGTHS = 8;
    private static final int ZERO_TAIL_RECORDS = 4;

    private final Window window;
    private final Origins origins;
    private final Findings findings;
    private Origin origin;
    private int captures;
    private boolean littleEndian;
    private boolean lengthsInAnyOrder;
    private int lengthsRotation;
    /** Rotation that puts the seconds of a time into the upper half. */
    private int timeRotation;

    private int headerLength;
    private long tickNs;
    private long fractionLimit;
    private int usualLength;
    private boolean shortWireLengths;
    private long packets;
    private long bytes;
    private boolean ended;

    /**
     * Creates a reader of the records after a header.
     *
     * @param window positioned at the header
     */
    PcapReader(Window window, PcapHeader header, Origins origins) {
        this.window = window;
        this.origins = origins;
        this.findings = new Findings(origins.file(), "pcap");
        this.origin = begin(header);
    }

    @Override
    public boolean next(Frame frame) {
        while (!ended) {
            if (window.remaining() < headerLength && !window.ensure(headerLength)) {
                endBetweenFrames();
                break;
            }
            long lengths = lengths(window.octets(), window.position());
            int captured = (int) (lengths >>> 32);
            if (Integer.compareUnsigned(captured - 1, usualLength) >= 0 && !admit(captured)) {
                continue;
            }
            if (window.remaining() - headerLength < captured && !window.ensure(headerLength + captured)) {
                endEarly("frame cut: " + (window.remaining() - headerLength) + " of " + captured + " octets");
                break;
            }
            deliver(frame, captured, lengths & 0xffff_ffffL);
            return true;
        }
        return false;
    }

    /** Adds frames only if they are entirely in the window and need no warning. */
    @Override
    public void extend(FrameBatch batch, int most, long lastNs) {
        ByteBuffer octets = window.octets();
        int start = window.position();
        int end = start + window.remaining();
        int at = start;
        int size = batch.size();
        while (size < most && end - at >= headerLength) {
            long lengths = lengths(octets, at);
            int captured = (int) (lengths >>> 32);
            long timeNs = timeNs(octets, at);
            int frame = at + headerLength;
            long wireLength = lengths & 0xffff_ffffL;
            boolean usual = Integer.compareUnsigned(captured - 1, usualLength) < 0
                    && (captured <= wireLength || shortWireLengths);
            if (!usual || captured > end - frame || timeNs == NO_TIME || timeNs > lastNs) {
                break;
            }
            batch.set(size++, frame, captured, wireLength, timeNs);
            at = frame + captured;
        }
        int added = size - batch.size();
        packets += added;
        bytes += at - start - (long) added * headerLength;
        batch.resize(size);
        window.advance(at - start);
    }

    @Override
    public List<CaptureReport> reports() {
        return List.of(findings.report(packets, bytes, -1, -1));
    }

    @Override
    public void close() {
        ended = true;
    }

    private Origin begin(PcapHeader header) {
        littleEndian = header.littleEndian();
        lengthsInAnyOrder = header.lengthsInAnyOrder();
        lengthsRotation = littleEndian == header.lengthsSwapped() ? 0 : 32;
        timeRotation = littleEndian ? 32 : 0;
        headerLength = header.recordHeaderLength();
        tickNs = header.tickNs();
        fractionLimit = NANOS_PER_SECOND / tickNs;
        usualLength = header.snapLength() == 0 ? MOST_CAPTURED : Math.min(header.snapLength(), MOST_CAPTURED);
        if (header.major() == 2 && header.minor() > 4) {
            findings.warn("pcap version " + header.major() + "." + header.minor() + " is read as 2.4");
        }
        if (header.reserved() != 0) {
            findings.warn("reserved bits of the link type are set");
        }
        findings.describe(header.linkType(), header.snapLength(), header.precision());
        if (window.ensure(header.length())) {
            window.advance(header.length());
        } else {
            endEarly("file header cut");
        }
        return origins.origin(captures++, null, header.linkType(), header.snapLength(), header.precision(), null);
    }

    /** Captured length of the record at an index in the upper half, original length in the lower half. */
    private long lengths(ByteBuffer octets, int at) {
        long lengths = pair(octets, at + LENGTHS, lengthsRotation);
        if (lengthsInAnyOrder && Integer.compareUnsigned((int) (lengths >>> 32), (int) lengths) > 0) {
            return Long.rotateLeft(lengths, 32);
        }
        return lengths;
    }

    /** Two 32-bit numbers; in a little-endian file, the second would be in the upper half without a rotation. */
    private long pair(ByteBuffer octets, int at, int rotation) {
        long pair = octets.getLong(at);
        return Long.rotateLeft(littleEndian ? Long.reverseBytes(pair) : pair, rotation);
    }

    /** Time of the record at an index, or {@link #NO_TIME} if its fraction needs a warning. */
    private long timeNs(ByteBuffer octets, int at) {
        long time = pair(octets, at, timeRotation);
        long fraction = time & 0xffff_ffffL;
        if (fraction >= fractionLimit) {
            return NO_TIME;
        }
        return (time >>> 32) * NANOS_PER_SECOND + fraction * tickNs;
    }

    private void deliver(Frame frame, int captured, long wireLength) {
        int at = window.position();
        long timeNs = timeNs(window.octets(), at);
        if (timeNs == NO_TIME) {
            findings.warn("record " + (packets + 1) + ": the fraction of its time is a second or more, and is carried");
            fractionLimit = Long.MAX_VALUE;
            timeNs = timeNs(window.octets(), at);
        }
        if (captured > wireLength && !shortWireLengths) {
            findings.warn("record " + (packets + 1) + ": captured length " + captured + " is above the original length "
                    + wireLength);
            shortWireLengths = true;
        }
        packets++;
        bytes += captured;
        frame.wrap(window.octets(), at + headerLength, captured, wireLength, timeNs, packets, origin);
        window.advance(headerLength + captured);
    }

    /**
     * Examines a record with an unusual captured length: 0, or above the snapshot length.
     *
     * @return false if there is no record to deliver: the file has ended, or another capture has begun
     */
    private boolean admit(int captured) {
        if (captured == 0) {
            return !startsAnotherCapture() && !startsZeroTail();
        }
        if (captured < 0 || captured > MOST_CAPTURED) {
            end("captured length " + Integer.toUnsignedString(captured) + " is beyond 16 MiB");
            return false;
        }
        findings.warn("record " + (packets + 1) + ": captured length " + captured + " is above the snapshot length");
        usualLength = MOST_CAPTURED;
        return true;
    }

    private boolean startsAnotherCapture() {
        if (!PcapHeader.isMagic(window.octets().getInt(window.position()))) {
            return false;
        }
        if (!window.ensure(PcapHeader.LENGTH)) {
            endEarly("file header cut");
            return true;
        }
        PcapHeader header = PcapHeader.read(window.octets(), window.position());
        if (header.refusal() != null) {
            return false;
        }
        if (captures == Origins.MOST) {
            end("more than " + Origins.MOST + " captures joined end to end");
            return true;
        }
        findings.warn("captures joined end to end");
        origin = begin(header);
        return true;
    }

    /** Four all-zero record headers in a row are allocated space that was never filled; fewer are empty records. */
    private boolean startsZeroTail() {
        int length = ZERO_TAIL_RECORDS * headerLength;
        if (!window.ensure(length)) {
            return false;
        }
        for (int i = 0; i < length; i += Long.BYTES) {
            if (window.octets().getLong(window.position() + i) != 0) {
                return false;
            }
        }
        end("zeros instead of records: the file was allocated and not filled");
        return true;
    }

    private void endBetweenFrames() {
        if (window.remaining() > 0 || window.fault() != null) {
            endEarly("record header cut: " + window.remaining() + " of " + headerLength + " octets");
        }
        ended = true;
    }

    /** Ends at the end of the content, with the fault of the content or, if there is none, the given reason. */
    private void endEarly(String reason) {
        IOException fault = window.fault();
        if (fault == null) {
            end(reason);
            return;
        }
        findings.fatal(window.contentOffset() + window.remaining(), packets + 1, Faults.reason(fault));
        ended = true;
    }

    private void end(String reason) {
        findings.fatal(window.contentOffset(), packets + 1, reason);
        ended = true;
    }
}
