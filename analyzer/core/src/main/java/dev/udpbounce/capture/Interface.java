// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import org.jspecify.annotations.Nullable;

/** One interface of a pcapng section, from its description block (draft-ietf-opsawg-pcapng, section 4.2). */
final class Interface {
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int IF_OS = 12;
    private static final int IF_TSOFFSET = 14;
    private static final int ISB_IFDROP = 5;
    private static final int ISB_OSDROP = 7;
    private static final int SINGLE = 1 << IF_NAME | 1 << IF_TSRESOL | 1 << IF_OS | 1 << IF_TSOFFSET;
    private static final int LONGEST_NAME = 256;

    private final int ordinal;
    private final int linkType;
    private final int snapLength;
    private final @Nullable String name;
    private final @Nullable String system;
    private final TimeScale timeScale;
    private @Nullable Origin origin;
    private long droppedByInterface = -1;
    private long droppedByKernel = -1;

    /**
     * Creates the interface from the options of its description.
     *
     * @param ordinal among the interfaces of the whole file, from 0
     * @param sectionSystem the operating system that its section names; null for none
     */
    Interface(
            int ordinal,
            int linkType,
            int snapLength,
            @Nullable String sectionSystem,
            PcapngOptions options,
            Findings findings) {
        String ifName = null;
        String ifOs = sectionSystem;
        int resolution = TimeScale.DEFAULT_RESOLUTION;
        long offsetSeconds = 0;
        int seen = 0;
        while (options.next()) {
            int option = options.code() < Integer.SIZE ? 1 << options.code() : 0;
            if ((seen & option & SINGLE) != 0) {
                findings.warn("an interface with the same option twice: the first one counts");
                continue;
            }
            seen |= option;
            switch (options.code()) {
                case IF_NAME -> ifName = options.text(LONGEST_NAME);
                case IF_OS -> ifOs = options.text(LONGEST_NAME);
                case IF_TSRESOL -> resolution = resolution(options, findings);
                case IF_TSOFFSET -> offsetSeconds = offset(options, findings);
                default -> {}
            }
        }
        if (options.broken()) {
            findings.warn("an option of an interface is longer than its block");
        }
        this.ordinal = ordinal;
        this.linkType = linkType;
        this.snapLength = snapLength;
        this.name = ifName;
        this.system = ifOs;
        this.timeScale = new TimeScale(resolution, offsetSeconds);
        findings.describe(linkType, snapLength, timeScale.precision());
        findings.system(system);
    }

    int snapLength() {
        return snapLength;
    }

    /** Returns whether a captured length exceeds the snapshot length. */
    boolean promisesLess(int captured) {
        return snapLength != 0 && captured > snapLength;
    }

    TimeScale timeScale() {
        return timeScale;
    }

    Origin origin(Origins origins) {
        Origin known = origin;
        if (known == null) {
            known = origins.origin(ordinal, name, linkType, snapLength, timeScale.precision(), system);
            origin = known;
        }
        return known;
    }

    /** Reads the counts of an interface statistics block (section 4.6), which replace earlier counts. */
    void takeStatistics(PcapngOptions options, Findings findings) {
        while (options.next()) {
            if (options.length() != Long.BYTES) {
                continue;
            }
            switch (options.code()) {
                case ISB_IFDROP -> droppedByInterface = Math.max(0, options.i64());
                case ISB_OSDROP -> droppedByKernel = Math.max(0, options.i64());
                default -> {}
            }
        }
        if (options.broken()) {
            findings.warn("an option of interface statistics is longer than its block");
        }
    }

    /** Packets that the interface dropped; -1 if unknown. */
    long droppedByInterface() {
        return droppedByInterface;
    }

    /** Packets that the kernel dropped; -1 if unknown. */
    long droppedByKernel() {
        return droppedByKernel;
    }

    private static int resolution(PcapngOptions options, Findings findings) {
        if (options.length() != 1 || !TimeScale.isSensible(options.u8())) {
            findings.warn("an interface without a sensible time stamp resolution: taken as microseconds");
            return TimeScale.DEFAULT_RESOLUTION;
        }
        return options.u8();
    }

    private static long offset(PcapngOptions options, Findings findings) {
        if (options.length() != Long.BYTES) {
            findings.warn("an interface without a sensible time stamp offset: taken as 0");
            return 0;
        }
        return options.i64();
    }
}
