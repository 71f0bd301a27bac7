// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.correlate.store.Translations;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.event.Translation.Certainty;
import dev.udpbounce.event.Translation.Sign;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Weighs what two frames with different addresses or ports have in common, to tell whether they show one datagram, before
 * and after a translation. A translator leaves the payload, its length and the identification alone (RFC 3022 section
 * 4.1), and forwards, which takes one from the time to live; a local program that passes a datagram on sends a new one. Most
 * translators leave one end as it was.
 */
final class TranslationSigns {
    /** Maximum time between two sightings if the identification is unknown, or if both ends differ. */
    private static final long SHORTLY_NS = 50_000_000L;

    /** Packet type of packets sent by the capturing machine. */
    private static final int SENT_BY_US = 4;

    /** Octets of payload that are unlikely to be alike by chance. */
    private static final int SOME = 8;

    private static final int MANY = 16;

    private final PendingSends sends;
    private @Nullable Datagram datagram;
    private long timeNs;
    private long payload;
    private int digested;
    private long[] after = new long[0];
    private final EnumSet<Sign> found = EnumSet.noneOf(Sign.class);

    TranslationSigns(PendingSends sends) {
        this.sends = sends;
    }

    /**
     * Sets the later datagram.
     *
     * @param newPayload see {@link FlowHash#payload}
     * @param ends its addresses and ports, see {@link dev.udpbounce.correlate.store.RecentSends}
     */
    void of(Datagram later, Frame frame, long newPayload, long[] ends) {
        datagram = later;
        timeNs = frame.timeNs();
        payload = newPayload;
        digested = Math.min(later.payloadPresent(), FlowHash.DIGEST_OCTETS);
        after = ends;
    }

    /** Returns whether a send has what a translation leaves alone. */
    boolean maySame(long send) {
        Datagram later = datagram;
        return later != null
                && sends.hasTime(send)
                && sends.payload(send) == payload
                && sends.udpLength(send) == later.udpLength()
                && sends.identification(send) == later.identification()
                && sends.digested(send) == digested
                && sends.isFragment(send) == later.fragment()
                && sends.flowLabel(send) == Math.max(0, later.flowLabel())
                && timeNs >= sends.timeNs(send);
    }

    /**
     * Returns how certain it is that a send that {@link #maySame} is the datagram; null if it is not certain enough.
     *
     * @param before addresses and ports in its latest frame
     * @param packetType packet type of its latest frame; -1 for none
     * @param ttl time to live in its latest frame
     */
    @Nullable
    Certainty compare(long send, long[] before, int packetType, int ttl) {
        Datagram later = datagram;
        if (later == null) {
            return null;
        }
        int hops = ttl - later.ttl();
        if (hops < 0 || hops > 1) {
            return null;
        }
        note(later, before, hops);
        boolean cooked = packetType >= 0 && later.packetType() >= 0;
        boolean forwarded = !cooked || (packetType != SENT_BY_US && later.packetType() == SENT_BY_US);
        boolean sameSource = found.contains(Sign.SOURCE);
        boolean sameDestination = found.contains(Sign.DESTINATION);
        boolean samePort = found.contains(Sign.SOURCE_PORT);
        boolean isNumbered = later.identification() > 0;
        if (isNumbered && (sameSource || (sameDestination && (samePort || digested > 0)))) {
            return forwarded || hops == 0 ? Certainty.EXACT : null;
        }
        if (!forwarded || hops == 0 || digested < SOME || timeNs - sends.timeNs(send) > SHORTLY_NS) {
            return null;
        }
        boolean fits = isNumbered
                ? cooked || samePort || found.contains(Sign.DESTINATION_PORT)
                : sameSource
                        || (sameDestination && samePort)
                        || ((sameDestination || samePort) && cooked && digested >= MANY);
        return fits ? Certainty.LIKELY : null;
    }

    private void note(Datagram later, long[] before, int hops) {
        found.clear();
        boolean samePort = before[4] >>> 16 == after[4] >>> 16;
        if (samePort) {
            found.add(before[0] == after[0] && before[1] == after[1] ? Sign.SOURCE : Sign.SOURCE_PORT);
        }
        if ((before[4] & 0xffff) == (after[4] & 0xffff)) {
            found.add(before[2] == after[2] && before[3] == after[3] ? Sign.DESTINATION : Sign.DESTINATION_PORT);
        }
        found.add(Sign.LENGTH);
        if (digested > 0) {
            found.add(Sign.PAYLOAD);
        }
        if (later.ipId() > 0) {
            found.add(Sign.IP_ID);
        }
        if (later.flowLabel() > 0) {
            found.add(Sign.FLOW_LABEL);
        }
        if (hops == 1) {
            found.add(Sign.HOP);
        }
    }

    /** Returns what the last send compared has in common with the datagram, see {@link Translations#bits}. */
    int evidence() {
        return Translations.bits(found);
    }
}
