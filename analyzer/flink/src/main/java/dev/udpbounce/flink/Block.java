// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

/**
 * Frames of one file that one home needs, in order, or segments of flows. Flink sends it, which is why its fields are
 * public.
 */
public final class Block {
    /** The home. */
    public int home;
    /** Place of the first frame in the order of merging, nanoseconds; of segments, a place among segments. */
    public long orderNs;
    /** Index of the capture. */
    public int file;
    /** Whether it has segments, and no frames. */
    public boolean segments;
    /** See {@link BlockWriter}. */
    public byte[] octets = {};
}
