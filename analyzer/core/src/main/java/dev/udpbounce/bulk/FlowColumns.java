// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.PlainHeader;
import java.nio.ByteBuffer;

/** Columns of hashes and lengths of the plain datagrams of a batch, indexed by frame. */
final class FlowColumns {
    final long[] sources = new long[FrameBatch.CAPACITY];
    final long[] destinations = new long[FrameBatch.CAPACITY];
    final long[] flows = new long[FrameBatch.CAPACITY];
    /** UDP lengths, octets. */
    final int[] lengths = new int[FrameBatch.CAPACITY];
    /** Whether the source and the destination have the same address. */
    final boolean[] toThemselves = new boolean[FrameBatch.CAPACITY];

    /** Whether an error may be about the datagram or one of its ends, see {@link QuotedFlows#cover}. */
    final boolean[] covered = new boolean[FrameBatch.CAPACITY];

    private final FlowHash hash;

    FlowColumns(FlowHash hash) {
        this.hash = hash;
    }

    /** Fills the columns for the frames that hold a plain datagram according to {@code kinds}. */
    void fill(FrameBatch batch, byte[] kinds) {
        ByteBuffer octets = batch.octets();
        int[] offsets = batch.offsets();
        int size = batch.size();
        for (int i = 0; i < size; i++) {
            int at = offsets[i];
            if (kinds[i] == FirstLook.PLAIN4) {
                long addresses = octets.getLong(at + PlainHeader.ADDRESSES4);
                int ports = octets.getInt(at + PlainHeader.PORTS4);
                lengths[i] = octets.getShort(at + PlainHeader.PORTS4 + PlainHeader.UDP_LENGTH) & 0xffff;
                toThemselves[i] = addresses >>> 32 == (addresses & 0xffffffffL);
                sources[i] = hash.endpoint4(addresses >>> 32, ports >>> 16);
                destinations[i] = hash.endpoint4(addresses & 0xffffffffL, ports & 0xffff);
            } else if (kinds[i] == FirstLook.PLAIN6) {
                int source = at + PlainHeader.ADDRESSES6;
                int ports = octets.getInt(at + PlainHeader.PORTS6);
                lengths[i] = octets.getShort(at + PlainHeader.PORTS6 + PlainHeader.UDP_LENGTH) & 0xffff;
                long sourceHigh = octets.getLong(source);
                long sourceLow = octets.getLong(source + 8);
                long destinationHigh = octets.getLong(source + 16);
                long destinationLow = octets.getLong(source + 24);
                toThemselves[i] = sourceHigh == destinationHigh && sourceLow == destinationLow;
                sources[i] = hash.endpoint6(sourceHigh, sourceLow, ports >>> 16);
                destinations[i] = hash.endpoint6(destinationHigh, destinationLow, ports & 0xffff);
            }
        }
        for (int i = 0; i < size; i++) {
            flows[i] = hash.flow(sources[i], destinations[i]);
        }
    }
}
