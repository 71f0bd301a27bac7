package dev.udpbounce.decode;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a {@link Decoder} met and handed to nobody. The counts go on as it decodes. */
public final class DecodeCounts {
    /** Key of {@link #unsupportedLinkTypes()} for the link types that came after the table was full. */
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

    /** Frames of link types that the decoder does not know, by LINKTYPE_ number. */
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
     * ICMP errors that were not delivered: they quote something else than UDP, a later fragment of a datagram whose first
     * one was not seen, another ICMP message, or too little to tell. Those that are malformed are counted there as well.
     */
    public long icmpErrorsOther() {
        return icmpErrorsOther;
    }

    /** IP fragments of UDP datagrams other than the first; they have no ports. */
    public long fragments() {
        return fragments;
    }

    /** Fragmented datagrams whose ports are no longer remembered, for those of others took their place. */
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
