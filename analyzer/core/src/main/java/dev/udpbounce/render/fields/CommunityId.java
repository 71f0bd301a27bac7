// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The Community ID of a UDP flow, version 1 with seed 0: {@code 1:} and the base64 form of the SHA-1 of
 *
 * <pre>
 *  seed (2) | address (4 or 16) | address (4 or 16) | 17 | 0 | port (2) | port (2)
 * </pre>
 *
 * with the smaller address and port first, so that both directions have the same ID.
 *
 * @see <a href="https://github.com/corelight/community-id-spec">The specification</a>
 */
public final class CommunityId {
    /** The length of the text in octets. */
    public static final int LENGTH = 30;

    private static final int SHA1_LENGTH = 20;
    private static final int UDP = 17;
    /** The number of cached flows; a power of two. */
    private static final int SLOTS = 1 << 12;
    /** Words of a cached flow: its addresses, its ports. */
    private static final int WORDS = 5;

    private static final int PORTS = 4;

    private final long[] flows = new long[SLOTS * WORDS];
    private final byte[] texts = new byte[SLOTS * LENGTH];
    private final ByteBuffer input = ByteBuffer.allocate(2 + 16 + 16 + 2 + 4);
    private final byte[] hash = new byte[SHA1_LENGTH];
    private final byte[] base64 = new byte[28];
    private final MessageDigest sha1;

    public CommunityId() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** Returns the octets with the texts of flows; see {@link #of}. */
    public byte[] texts() {
        return texts;
    }

    /**
     * Returns the index in {@link #texts()} of a flow's {@link #LENGTH} octets, valid until the next call. Both ports
     * must be known.
     */
    public int of(Flow flow) {
        IpAddress source = flow.source();
        IpAddress destination = flow.destination();
        // Never 0, as no free slot has.
        long ports = (long) source.version() << 32 | (long) flow.sourcePort() << 16 | flow.destinationPort();
        int slot = slot(source, destination, ports);
        int known = slot * WORDS;
        int at = slot * LENGTH;
        if (flows[known + PORTS] != ports
                || flows[known] != source.high()
                || flows[known + 1] != source.low()
                || flows[known + 2] != destination.high()
                || flows[known + 3] != destination.low()) {
            compute(flow, at);
            flows[known] = source.high();
            flows[known + 1] = source.low();
            flows[known + 2] = destination.high();
            flows[known + 3] = destination.low();
            flows[known + PORTS] = ports;
        }
        return at;
    }

    private static int slot(IpAddress source, IpAddress destination, long ports) {
        long mixed = source.high() * 31 + source.low();
        mixed = mixed * 31 + destination.high();
        mixed = mixed * 31 + destination.low();
        mixed = (mixed * 31 + ports) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 48) & (SLOTS - 1);
    }

    private void compute(Flow flow, int at) {
        input.clear().putShort((short) 0);
        if (sourceFirst(flow)) {
            put(flow.source(), flow.destination(), flow.sourcePort(), flow.destinationPort());
        } else {
            put(flow.destination(), flow.source(), flow.destinationPort(), flow.sourcePort());
        }
        sha1.update(input.flip());
        try {
            sha1.digest(hash, 0, SHA1_LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-1 has 20 octets", e);
        }
        Base64.getEncoder().encode(hash, base64);
        texts[at] = '1';
        texts[at + 1] = ':';
        System.arraycopy(base64, 0, texts, at + 2, base64.length);
    }

    private static boolean sourceFirst(Flow flow) {
        int order =
                Long.compareUnsigned(flow.source().high(), flow.destination().high());
        if (order == 0) {
            order = Long.compareUnsigned(flow.source().low(), flow.destination().low());
        }
        return order < 0 || (order == 0 && flow.sourcePort() <= flow.destinationPort());
    }

    private void put(IpAddress first, IpAddress second, int firstPort, int secondPort) {
        put(first);
        put(second);
        input.put((byte) UDP).put((byte) 0).putShort((short) firstPort).putShort((short) secondPort);
    }

    private void put(IpAddress address) {
        if (address.version() == 4) {
            input.putInt((int) address.low());
        } else {
            input.putLong(address.high()).putLong(address.low());
        }
    }
}
