// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts of the input that a {@link Decoder} did not deliver. The counts are live: they change as it decodes. */
public final class DecodeCounts {
    /** Key of {@link #unsupportedLinkTypes()} for the link types seen after the table was full. */
    public static final int OTHER_LINK_TYPES = -1;

    private static final int MAX_LINK_TYPES = 64;
    private static final Malformation[] REASONS = Malformation.values();

    private final long[] malformed = new long[REASONS.length];
    private final int[] linkTypes = new int[MAX_LINK_TYPES];
    private final long[] framesOfLinkType = new long[MAX_LINK_TYPES];
    private int linkTypesSeen;
    private long framesOfOtherLinkTypes;
    private long icmpErrorsOther;
    private long fragments;
    private long fragmentedForgotten;

    DecodeCounts() {}

    @SuppressWarnings("EnumOrdinal") // an index that does not outlive the process
    public long malformed(Malformation reason) {
        return malformed[reason.ordinal()];
    }

    /** Counts above 0, by {@link Malformation#label()}. */
    public SortedMap<String, Long> malformed() {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (Malformation reason : REASONS) {
            if (malformed(reason) > 0) {
                counts.put(reason.label(), malformed(reason));
            }
        }
        return Collections.unmodifiableSortedMap(counts);
    }

    /** Frames of unsupported link types, by LINKTYPE_ number. */
    public SortedMap<Integer, Long> unsupportedLinkTypes() {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (int i = 0; i < linkTypesSeen; i++) {
            counts.put(linkTypes[i], framesOfLinkType[i]);
        }
        if (framesOfOtherLinkTypes > 0) {
            counts.put(OTHER_LINK_TYPES, framesOfOtherLinkTypes);
        }
        return Collections.unmodifiableSortedMap(counts);
    }

    /**
     * ICMP errors that were not delivered: they quote another protocol than UDP, a later fragment of a datagram whose
     * first fragment was not seen, or too little to identify the datagram. Malformed ones are also counted in
     * {@link #malformed()}.
     */
    public long icmpErrorsOther() {
        return icmpErrorsOther;
    }

    /** Later IP fragments of UDP datagrams, which have no ports. */
    public long fragments() {
        return fragments;
    }

    /** Fragmented datagrams whose ports were evicted by those of newer datagrams. */
    public long fragmentedForgotten() {
        return fragmentedForgotten;
    }

    @SuppressWarnings("EnumOrdinal")
    void addMalformed(Malformation reason) {
        malformed[reason.ordinal()]++;
    }

    void addIcmpErrorOther() {
        icmpErrorsOther++;
    }

    void addFragment() {
        fragments++;
    }

    void addFragmentedForgotten() {
        fragmentedForgotten++;
    }

    void addUnsupported(int linkType) {
        for (int i = 0; i < linkTypesSeen; i++) {
            if (linkTypes[i] == linkType) {
                framesOfLinkType[i]++;
                return;
            }
        }
        if (linkTypesSeen == MAX_LINK_TYPES) {
            framesOfOtherLinkTypes++;
            return;
        }
        linkTypes[linkTypesSeen] = linkType;
        framesOfLinkType[linkTypesSeen++] = 1;
    }
}
