// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;

/**
 * Reads the frames of a pcapng file (draft-ietf-opsawg-pcapng): sections of either byte order, with their own
 * interfaces.
 *
 * <p>A packet block with invalid content is skipped and reported as damage; any other such block is reported as a
 * warning. A section of another major version ends the file, since its packets cannot be counted and later ones could
 * not be numbered. The section length is not used.
 */
final class PcapngReader implements FrameSource {
    static final int INTERFACE_DESCRIPTION = 1;
    static final int PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int INTERFACE_STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;

    /** Offset of the frame in an enhanced or obsolete packet block. */
    private static final int PACKET_HEADER = 28;

    private static final int SIMPLE_HEADER = 12;
    static final int TRAILER = 4;

    private final PcapngBlocks blocks;
    private final Origins origins;
    private final Findings findings;
    private final PcapngSection section;

    private long packets;
    private long bytes;
    /** Where the frame that was delivered last stands in time. */
    private long placeNs;

    private boolean closed;

    /**
     * Creates a reader of sections.
     *
     * @param window positioned at a section header
     */
    PcapngReader(Window window, Origins origins) {
        this.origins = origins;
        this.findings = new Findings(origins.file(), "pcapng");
        this.blocks = new PcapngBlocks(window, findings);
        this.section = new PcapngSection(blocks, findings);
    }

    /** Passes every block on to a copy, before the frame that it may hold is delivered. */
    void copyTo(PcapngBlocks.Copying copy) {
        blocks.copyTo(copy);
    }

    @Override
    public boolean next(Frame frame) {
        while (!closed && blocks.next()) {
            if (blocks.type() == ENHANCED_PACKET) {
                if (readPacket(frame, blocks.u32(8))) {
                    return true;
                }
            } else if (readOther(frame)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void extend(FrameBatch batch, int most, long lastNs) {
        while (batch.hasTimes() && batch.size() < most && addOrdinary(batch, lastNs)) {}
    }

    /** Adds the next frame if its block is entirely in the window, has no comment and needs no warning. */
    private boolean addOrdinary(FrameBatch batch, long lastNs) {
        if (!blocks.peek(ENHANCED_PACKET) || blocks.length() < PACKET_HEADER + TRAILER) {
            return false;
        }
        Interface from = section.at(blocks.u32(8));
        if (from == null || from.origin(origins).id() != batch.origin().id()) {
            return false;
        }
        long lengths = blocks.pair(20);
        int captured = (int) (lengths >>> 32);
        long timeNs = from.timeScale().nanoseconds(blocks.pair(12));
        if (Integer.compareUnsigned(captured, blocks.length() - PACKET_HEADER - TRAILER) > 0
                || !Frame.isKnown(timeNs)
                || timeNs > lastNs
                || from.promisesLess(captured)
                || isBeyondWire(captured, (int) lengths)
                || saysMore(captured)) {
            return false;
        }
        blocks.take();
        packets++;
        bytes += captured;
        placeNs = timeNs;
        batch.add(blocks.index(PACKET_HEADER), captured, lengths & 0xffff_ffffL, timeNs);
        return true;
    }

    /** Returns whether the block of a frame has a comment or invalid options. */
    private boolean saysMore(int captured) {
        int offset = optionsAt(captured);
        if (offset == blocks.length() - TRAILER) {
            return false;
        }
        PcapngOptions options = blocks.options(offset);
        while (options.next()) {
            if (options.code() == Comments.OPT_COMMENT) {
                return true;
            }
        }
        return options.broken();
    }

    /** Offset of the options in a packet block, after the padding of its frame. */
    static int optionsAt(int captured) {
        return PACKET_HEADER + ((captured + 3) & ~3);
    }

    private static boolean isBeyondWire(int captured, int original) {
        return Integer.compareUnsigned(captured, original) > 0;
    }

    @Override
    public List<CaptureReport> reports() {
        Drops drops = section.drops();
        return List.of(findings.report(packets, bytes, drops.byKernel(), drops.byInterface()));
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Handles a block that is not an enhanced packet block. Returns whether it delivered a frame. */
    private boolean readOther(Frame frame) {
        int type = blocks.type();
        if (type == PcapngBlocks.SECTION_HEADER) {
            section.begin();
            return false;
        }
        switch (type) {
            case INTERFACE_DESCRIPTION -> section.describeInterface();
            case INTERFACE_STATISTICS -> section.takeStatistics();
            case PACKET -> {
                return readPacket(frame, blocks.u16(8));
            }
            case SIMPLE_PACKET -> {
                return readSimplePacket(frame);
            }
            default -> {}
        }
        return false;
    }

    /**
     * Reads an enhanced packet block (section 4.3) or an obsolete packet block (appendix A), which differs only in its
     * first field.
     *
     * <pre>
     *  type (4)  length (4)  interface (4, or 2 and drops 2)  time (4, 4)  captured (4)  original (4)  frame  options
     * </pre>
     */
    private boolean readPacket(Frame frame, int interfaceId) {
        int room = blocks.length() - PACKET_HEADER - TRAILER;
        Interface from = section.at(interfaceId);
        if (room < 0 || from == null) {
            passOver(room, interfaceId);
            return false;
        }
        long lengths = blocks.pair(20);
        int captured = (int) (lengths >>> 32);
        if (captured < 0 || captured > room) {
            blocks.damage("captured length " + Integer.toUnsignedString(captured) + " is beyond its block");
            return false;
        }
        long timeNs = from.timeScale().nanoseconds(blocks.pair(12));
        boolean hasTime = Frame.isKnown(timeNs);
        if (!hasTime) {
            findings.warn("time stamps beyond the years 1823 to 2116: when these packets were captured is not known");
        }
        if (from.promisesLess(captured)) {
            findings.warn("captured lengths above the snapshot length");
        }
        if (isBeyondWire(captured, (int) lengths)) {
            findings.warn("captured lengths above the original length");
        }
        PcapngOptions options = blocks.options(optionsAt(captured));
        String comment = Comments.of(options);
        if (options.broken()) {
            findings.warn("an option of a packet is longer than its block");
        }
        deliver(frame, from, PACKET_HEADER, captured, (int) lengths, hasTime ? timeNs : nextPlaceNs());
        if (!hasTime) {
            frame.forgetTime();
        }
        frame.comment(comment);
        return true;
    }

    /**
     * A simple packet block (section 4.4), which is of the section's first interface. It has no time.
     *
     * <pre>
     *  type (4)  length (4)  original length (4)  frame
     * </pre>
     */
    private boolean readSimplePacket(Frame frame) {
        Interface from = section.at(0);
        int room = blocks.length() - SIMPLE_HEADER - TRAILER;
        if (room < 0 || from == null) {
            passOver(room, 0);
            return false;
        }
        int original = blocks.u32(8);
        int captured = original < 0 ? Integer.MAX_VALUE : original;
        if (from.promisesLess(captured)) {
            captured = from.snapLength();
        }
        if (captured > room) {
            findings.warn("simple packet blocks that are shorter than their frame");
            captured = room;
        }
        findings.warn("simple packet blocks have no time: when these packets were captured is not known");
        deliver(frame, from, SIMPLE_HEADER, captured, original, nextPlaceNs());
        frame.forgetTime();
        return true;
    }

    /** A place in time right behind the frame before it. */
    private long nextPlaceNs() {
        return Math.min(placeNs + 1, Frame.MOST_NS);
    }

    private void passOver(int room, int interfaceId) {
        if (room < 0) {
            blocks.damage("packet block too short: " + blocks.length() + " octets");
        } else {
            blocks.damage("packet of interface " + Integer.toUnsignedString(interfaceId) + ", which is not described");
        }
    }

    private void deliver(Frame frame, Interface from, int header, int captured, int original, long timeNs) {
        packets++;
        bytes += captured;
        placeNs = timeNs;
        long wireLength = Integer.toUnsignedLong(original);
        frame.wrap(blocks.octets(), blocks.index(header), captured, wireLength, timeNs, packets, from.origin(origins));
    }
}
