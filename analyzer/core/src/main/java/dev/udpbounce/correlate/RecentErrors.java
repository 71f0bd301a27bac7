// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.Places;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceRecord;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The latest errors and their vantages, to recognize an error that is seen again at another vantage. Each error is kept
 * as a hash of the fields that do not change in transit, and as one of those that a translator of addresses leaves alone.
 * Packets usually keep their order: of identical errors, a
 * repetition is matched with the oldest that was not seen at its vantage yet.
 */
final class RecentErrors {
    private static final int CAPACITY = 1024;
    private static final int NONE = -1;

    private final FlowHash hash;
    private final Places places;
    private final long[] signatures = new long[CAPACITY];
    private final long[] translatedSignatures = new long[CAPACITY];
    /** The vantages of each error; the first {@link #seen} entries are used. */
    private final long[][] vantagesOf = new long[CAPACITY][];

    private final int[] seen = new int[CAPACITY];
    private final long[] causes = new long[CAPACITY];
    private final @Nullable BounceRecord[] bounces = new BounceRecord[CAPACITY];
    private final Vantages vantages = new Vantages();
    private long count;

    RecentErrors(FlowHash hash, Places places) {
        this.hash = hash;
        this.places = places;
    }

    /**
     * Returns the slot of an error seen within a second at another vantage but not yet at this one; else -1.
     *
     * @param flow hash of the flow of its cause
     * @param translated whether addresses or ports of that flow are known to be translated between the vantages
     */
    int seenBefore(IcmpError error, Frame frame, long flow, boolean translated) {
        long vantage = vantage(error, frame);
        vantages.note(vantage);
        if (!vantages.areSeveral()) {
            return NONE;
        }
        long signature = translated ? translatedSignature(error, flow) : signature(error, flow);
        long[] known = translated ? translatedSignatures : signatures;
        for (long number = Math.max(0, count - CAPACITY); number < count; number++) {
            int slot = (int) (number % CAPACITY);
            BounceRecord bounce = bounces[slot];
            if (known[slot] == signature
                    && bounce != null
                    && isNear(frame, bounce.sighting())
                    && !wasSeen(slot, vantage)) {
                see(slot, vantage);
                return slot;
            }
        }
        return NONE;
    }

    /** An error without a time is not near any other. */
    private static boolean isNear(Frame frame, Bounce.Sighting earlier) {
        return frame.hasTime() && earlier.hasTime() && frame.timeNs() - earlier.timeNs() <= Sightings.REACH_NS;
    }

    private boolean wasSeen(int slot, long vantage) {
        for (int i = 0; i < seen[slot]; i++) {
            if (vantagesOf[slot][i] == vantage) {
                return true;
            }
        }
        return false;
    }

    private void see(int slot, long vantage) {
        if (seen[slot] == vantagesOf[slot].length) {
            vantagesOf[slot] = Arrays.copyOf(vantagesOf[slot], 2 * seen[slot]);
        }
        vantagesOf[slot][seen[slot]++] = vantage;
    }

    /** Returns the report of the first sighting of an error. */
    BounceRecord bounce(int slot) {
        return Objects.requireNonNull(bounces[slot]);
    }

    /** Returns the number of the send that caused an error. */
    long cause(int slot) {
        return causes[slot];
    }

    /** Adds an error that is no repetition, and the send that caused it. */
    void add(IcmpError error, Frame frame, long flow, BounceRecord bounce, long cause) {
        int slot = (int) (count++ % CAPACITY);
        signatures[slot] = signature(error, flow);
        translatedSignatures[slot] = translatedSignature(error, flow);
        vantagesOf[slot] = new long[] {vantage(error, frame), NONE};
        seen[slot] = 1;
        bounces[slot] = bounce;
        causes[slot] = cause;
    }

    private long vantage(IcmpError error, Frame frame) {
        int itsInterface = places.interfaceOf(places.of(frame.origin(), error.interfaceIndex()));
        return Vantages.of(itsInterface, error.packetType(), error.depth());
    }

    private long signature(IcmpError error, long flow) {
        Datagram quote = error.quote();
        long signature = hash.mix(flow, error.sourceLow());
        signature = hash.mix(signature, error.sourceHigh());
        signature = hash.mix(signature, (long) error.ipId() << 16 | (long) error.type() << 8 | error.code());
        signature =
                hash.mix(signature, (long) quote.ipId() << 32 | (long) quote.sourcePort() << 16 | quote.udpLength());
        return hash.mix(signature, (long) quote.checksum() << 32 | quote.payloadPresent());
    }

    /** A translator replaces the quoted addresses, ports and checksum, and where it is told so the error's own source. */
    private long translatedSignature(IcmpError error, long flow) {
        Datagram quote = error.quote();
        long signature = hash.mix(flow, (long) error.ipId() << 16 | (long) error.type() << 8 | error.code());
        signature = hash.mix(signature, (long) quote.ipId() << 32 | quote.udpLength());
        return hash.mix(signature, quote.payloadPresent());
    }
}
