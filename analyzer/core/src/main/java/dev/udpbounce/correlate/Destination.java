package dev.udpbounce.correlate;

import dev.udpbounce.decode.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address and port that an error was matched for, and when it was known to be closed: in spells, each from one
 * matched port unreachable to a later one, which a datagram from that port ends.
 */
final class Destination {
    /** How far a port unreachable speaks for the time around it. */
    static final long REACH_NS = 60_000_000_000L;

    private static final int MAX_FORMER_SPELLS = 16;
    private static final long NEVER = Long.MAX_VALUE;

    /** A spell that is over: heard, then closed from first to last, then heard or closed again much later. */
    private record Spell(long heardBeforeNs, long firstNs, long lastNs, long heardAfterNs) {
        static boolean explains(long before, long first, long last, long after, long timeNs) {
            return timeNs >= first - REACH_NS && timeNs <= last + REACH_NS && timeNs > before && timeNs < after;
        }
    }

    final long key;
    private final boolean limitsErrors;

    private long heardBeforeNs = Long.MIN_VALUE;
    private long firstNs = NEVER;
    private long lastNs;
    private long heardAfterNs = NEVER;
    private long lastHeardNs = Long.MIN_VALUE;
    private @Nullable List<Spell> former;

    private final IpAddress address;
    private final int port;
    private long flows;
    private long sends;
    private long bounced;
    private long answered;
    private long suppressed;
    private long firstBounceNs = NEVER;
    private int type;
    private int code;
    private final Delays delays;

    /**
     * Known from now on.
     *
     * @param key what {@link Destinations#key} makes of its hash
     * @param budget that the delays take of
     */
    Destination(long key, IpAddress address, int port, Budget budget) {
        delays = new Delays(budget);
        this.key = key;
        this.address = address;
        this.port = port;
        limitsErrors = !address.isLoopback();
    }

    /** An error of this kind was matched for a datagram sent at {@code sentNs}. */
    void bounced(int icmpType, int icmpCode, long sentNs, long delayNs) {
        type = icmpType;
        code = icmpCode;
        firstBounceNs = Math.min(firstBounceNs, sentNs);
        delays.add(delayNs);
    }

    /** Adds a flow that will not be heard of again. */
    void add(int flowSends, long flowBounced, long flowAnswered, int flowSuppressed) {
        flows++;
        sends += flowSends & 0xffffffffL;
        bounced += flowBounced;
        answered += flowAnswered;
        suppressed += flowSuppressed & 0xffffffffL;
    }

    /** Adds suppressed sends of flows that nothing else is told of; or takes them back, where something is after all. */
    void addLone(int count) {
        sends += count;
        suppressed += count;
    }

    DestinationRecord record() {
        return new DestinationRecord(
                address,
                port,
                flows,
                sends,
                bounced,
                answered,
                suppressed,
                sends - bounced - answered - suppressed,
                firstBounceNs,
                type,
                code,
                delays);
    }

    /** A port unreachable for this port was matched. */
    void closedAt(long timeNs) {
        if (firstNs != NEVER) {
            if (heardAfterNs == NEVER && timeNs - lastNs <= 2 * REACH_NS) {
                lastNs = Math.max(lastNs, timeNs);
                return;
            }
            retire();
        }
        heardBeforeNs = lastHeardNs;
        firstNs = timeNs;
        lastNs = timeNs;
        heardAfterNs = NEVER;
    }

    private void retire() {
        if (former == null) {
            former = new ArrayList<>(2);
        }
        if (former.size() == MAX_FORMER_SPELLS) {
            former.remove(0);
        }
        former.add(new Spell(heardBeforeNs, firstNs, lastNs, heardAfterNs));
    }

    /** A datagram from this port was seen. */
    void heardAt(long timeNs) {
        lastHeardNs = timeNs;
        heardAfterNs = Math.min(heardAfterNs, timeNs);
    }

    /**
     * Whether silence about a datagram sent at {@code timeNs} is explained: a port unreachable was matched within 60 s
     * of it, and no datagram came from the port in between. Loopback does not limit its errors.
     */
    boolean explainsSilence(long timeNs) {
        if (!limitsErrors || firstNs == NEVER) {
            return false;
        }
        if (Spell.explains(heardBeforeNs, firstNs, lastNs, heardAfterNs, timeNs)) {
            return true;
        }
        if (former != null) {
            for (Spell spell : former) {
                if (Spell.explains(spell.heardBeforeNs, spell.firstNs, spell.lastNs, spell.heardAfterNs, timeNs)) {
                    return true;
                }
            }
        }
        return false;
    }
}
