package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import org.jspecify.annotations.Nullable;

/**
 * The latest errors and where they were seen, to know one again that is seen at another place. Each is kept as a hash of
 * what stays the same on the way. Packets keep their order as a rule: of errors that are alike, the oldest that was not
 * seen there yet is the one.
 */
final class RecentErrors {
    private static final int CAPACITY = 1024;
    private static final long NOWHERE = -1;

    private final FlowHash hash;
    private final long[] signatures = new long[CAPACITY];
    private final long[] firstSeen = new long[CAPACITY];
    private final long[] lastSeen = new long[CAPACITY];
    private final @Nullable Bounce[] bounces = new Bounce[CAPACITY];
    private final Vantages vantages = new Vantages();
    private long count;

    RecentErrors(FlowHash hash) {
        this.hash = hash;
    }

    /** The error, if it was seen within a second at another place and not at this one. */
    @Nullable
    Bounce seenBefore(IcmpError error, Frame frame, long flow) {
        long vantage = vantages.note(frame.origin(), error.packetType(), error.depth());
        if (!vantages.areSeveral()) {
            return null;
        }
        long signature = signature(error, flow);
        for (long number = Math.max(0, count - CAPACITY); number < count; number++) {
            int slot = (int) (number % CAPACITY);
            Bounce bounce = bounces[slot];
            if (signatures[slot] == signature
                    && firstSeen[slot] != vantage
                    && lastSeen[slot] != vantage
                    && bounce != null
                    && frame.timeNs() - bounce.timeNs() <= ErrorMatcher.SIGHTING_NS) {
                lastSeen[slot] = vantage;
                return bounce;
            }
        }
        return null;
    }

    /** Remembers an error that is no repetition. */
    void add(IcmpError error, Frame frame, long flow, Bounce bounce) {
        int slot = (int) (count++ % CAPACITY);
        signatures[slot] = signature(error, flow);
        firstSeen[slot] = SendRing.vantage(frame.origin().id(), error.packetType(), error.depth());
        lastSeen[slot] = NOWHERE;
        bounces[slot] = bounce;
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
}
