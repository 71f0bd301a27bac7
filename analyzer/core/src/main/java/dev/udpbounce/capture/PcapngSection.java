// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import org.jspecify.annotations.Nullable;

/** What a pcapng section says of its packets, in blocks of their own: its header, its interfaces, their statistics. */
final class PcapngSection {
    private static final int SECTION_HEADER = 24;
    private static final int SHB_OS = 3;
    private static final int LONGEST_SYSTEM = 256;
    private static final int DESCRIPTION_HEADER = 16;
    private static final int STATISTICS_HEADER = 20;

    private final PcapngBlocks blocks;
    private final Findings findings;
    private final Interfaces interfaces = new Interfaces();
    /** The operating system that the section names. */
    private @Nullable String system;

    /** @param blocks positioned at the block that a method is called for */
    PcapngSection(PcapngBlocks blocks, Findings findings) {
        this.blocks = blocks;
        this.findings = findings;
    }

    /** Returns an interface by its number in the section; null if it is not described. */
    @Nullable
    Interface at(int id) {
        return interfaces.at(id);
    }

    /** Returns the packets lost at the interfaces of all sections. */
    Drops drops() {
        return interfaces.drops();
    }

    /** Begins a section at its header block. */
    void begin() {
        int major = blocks.u16(12);
        interfaces.beginSection();
        system = null;
        if (major != 1) {
            blocks.end("section of pcapng version " + major + "." + blocks.u16(14) + ", which is not supported");
            return;
        }
        findings.comment(Comments.of(blocks.options(SECTION_HEADER)));
        PcapngOptions options = blocks.options(SECTION_HEADER);
        while (options.next()) {
            if (options.code() == SHB_OS) {
                system = options.text(LONGEST_SYSTEM);
            }
        }
        findings.system(system);
        if (options.broken()) {
            findings.warn("an option of a section is longer than its block");
        }
    }

    /** Adds the interface of a description block. */
    void describeInterface() {
        int ordinal = interfaces.nextOrdinal();
        if (ordinal == Origins.MOST) {
            blocks.end("more than " + Origins.MOST + " interfaces");
        } else if (blocks.length() < DESCRIPTION_HEADER + PcapngReader.TRAILER) {
            findings.warn("an interface description is too short");
            interfaces.add(null);
        } else {
            findings.comment(Comments.of(blocks.options(DESCRIPTION_HEADER)));
            PcapngOptions options = blocks.options(DESCRIPTION_HEADER);
            int snapLength = Math.max(0, blocks.u32(12));
            interfaces.add(new Interface(ordinal, blocks.u16(8), snapLength, system, options, findings));
        }
    }

    /** Adds the counts of a statistics block to its interface. */
    void takeStatistics() {
        Interface of = blocks.length() < STATISTICS_HEADER + PcapngReader.TRAILER ? null : interfaces.at(blocks.u32(8));
        if (of == null) {
            findings.warn("interface statistics that are too short or of no described interface");
        } else {
            of.takeStatistics(blocks.options(STATISTICS_HEADER), findings);
        }
    }
}
