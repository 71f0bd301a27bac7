package dev.udpbounce.correlate;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import java.util.ArrayList;
import java.util.List;

/** Makes objects of waiting sends, for those that are told of. */
final class SendCopies {
    private final SendRing ring;
    private final SendComments comments;
    private final List<Origin> origins = new ArrayList<>();
    private int lastOrigin = -1;

    SendCopies(SendRing ring, SendComments comments) {
        this.ring = ring;
        this.comments = comments;
    }

    /** What stands for an origin in the ring. */
    int number(Origin origin) {
        if (origin.id() == lastOrigin) {
            return lastOrigin;
        }
        while (origins.size() <= origin.id()) {
            origins.add(origin);
        }
        origins.set(origin.id(), origin);
        lastOrigin = origin.id();
        return lastOrigin;
    }

    /** A copy of a waiting send. */
    Send of(long sequence, Flow flow) {
        int udpLength = ring.udpLength(sequence);
        return new Send(
                origins.get(ring.origin(sequence)),
                ring.frame(sequence),
                ring.timeNs(sequence),
                flow,
                Math.max(0, udpLength - 8),
                flow.source().version() == 4 ? ring.identification(sequence) : Datagram.ABSENT,
                ring.ttl(sequence),
                ring.has(sequence, SendRing.FRAGMENT),
                ring.vlan(sequence),
                ring.depth(sequence),
                comments.of(sequence));
    }
}
