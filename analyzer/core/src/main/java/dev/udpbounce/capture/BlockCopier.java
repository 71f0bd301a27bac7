// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the blocks of a pcapng file as they are passed. The last block is held until the next one, because it is known
 * only after a block has been passed whether it holds a packet, and which.
 */
final class BlockCopier implements PcapngBlocks.Copying {
    /** Finds the octets by which the sections grow. */
    interface Growths {
        List<Long> find() throws IOException;
    }

    /** Offset of the section length in a section header. */
    private static final int SECTION_LENGTH = 16;

    private static final int SECTION_OPTIONS = 24;
    private static final long UNSTATED = -1;

    private final OutputStream out;
    private final List<String> onFile;
    private final @Nullable Growths growthsToCome;
    private final CommentedBlock held = new CommentedBlock();
    private final List<Long> growths = new ArrayList<>();
    private @Nullable List<Long> known;
    private @Nullable IOException fault;
    private long unannotated;

    /**
     * @param onFile comments on the first section
     * @param growthsToCome null if only the growths are wanted
     */
    BlockCopier(OutputStream out, List<String> onFile, @Nullable Growths growthsToCome) {
        this.out = out;
        this.onFile = onFile;
        this.growthsToCome = growthsToCome;
    }

    @Override
    public void block(PcapngBlocks block) {
        if (fault != null) {
            return;
        }
        try {
            release();
            held.hold(block.octets(), block.index(0), block.length(), block.isLittleEndian());
            if (block.type() == PcapngBlocks.SECTION_HEADER) {
                section();
            }
        } catch (IOException e) {
            fault = e;
        }
    }

    private void section() throws IOException {
        growths.add(0L);
        int section = growths.size() - 1;
        long length = held.i64(SECTION_LENGTH);
        if (length != UNSTATED && growthsToCome != null) {
            if (known == null) {
                known = growthsToCome.find();
            }
            held.putLong(SECTION_LENGTH, length + known.get(section));
        }
        if (section == 0) {
            held.add(onFile, SECTION_OPTIONS);
        }
    }

    /** Adds comments to the packet in the block that was passed last. */
    void comment(List<String> comments, int captured) {
        int type = held.type();
        boolean hasOptions = type == PcapngReader.ENHANCED_PACKET || type == PcapngReader.PACKET;
        int grown = hasOptions ? held.add(comments, PcapngReader.optionsAt(captured)) : -1;
        if (grown < 0) {
            unannotated++;
        } else {
            int section = growths.size() - 1;
            growths.set(section, growths.get(section) + grown);
        }
    }

    /** Leaves out the block that was passed last. */
    void drop() {
        held.clear();
    }

    /** Writes the last block. */
    void end() throws IOException {
        throwFault();
        release();
    }

    void throwFault() throws IOException {
        if (fault != null) {
            throw fault;
        }
    }

    private void release() throws IOException {
        held.writeTo(out);
        held.clear();
    }

    /** Packets that could not take their comments. */
    long unannotated() {
        return unannotated;
    }

    /** Octets by which each section has grown behind its header. */
    List<Long> growths() {
        return growths;
    }
}
