// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.DestinationRecord.Heard;
import dev.udpbounce.event.DestinationRecord.Refusal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sums up the errors about one destination, and when datagrams came from it. */
public final class DestinationErrors {
    private static final long NEVER = Long.MIN_VALUE;
    /** Later than all times. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    private long matched;
    private long orphans;
    private long forged;
    private long firstSentNs = UNKNOWN;
    private long firstErrorNs = UNKNOWN;
    private long lastErrorNs = NEVER;
    private int type;
    private int code;
    /** The reporters of port unreachable errors, one {@link #bit} each. */
    private int reporters;

    private @Nullable IpAddress router;
    private boolean severalRouters;
    private boolean heardBefore;
    private boolean heardBetween;
    /** Time of the first known datagram from the destination after the last error. */
    private long firstHeardNs = Long.MAX_VALUE;

    private long lastHeardNs = NEVER;

    /** Adds an error that repeats no other. */
    public void add(Bounce bounce) {
        long timeNs = bounce.sighting().timeNs();
        Send cause = bounce.attribution().cause();
        boolean isForged = bounce.attribution().orphanReason() == OrphanReason.SPOOFED;
        if (!isForged && bounce.icmp().meaning().isPortUnreachable()) {
            refused(bounce.icmp());
        }
        if (cause != null || (matched == 0 && (!isForged || forged == orphans))) {
            type = bounce.icmp().type();
            code = bounce.icmp().code();
        }
        if (cause != null) {
            matched++;
            firstSentNs = cause.hasTime() ? Math.min(firstSentNs, cause.timeNs()) : firstSentNs;
        } else {
            orphans++;
            forged += isForged ? 1 : 0;
        }
        if (firstHeardNs < timeNs) {
            heardBefore |= lastErrorNs == NEVER;
            heardBetween |= lastErrorNs != NEVER;
        }
        firstErrorNs = bounce.sighting().hasTime() ? Math.min(firstErrorNs, timeNs) : firstErrorNs;
        lastErrorNs = Math.max(lastErrorNs, timeNs);
        firstHeardNs = lastHeardNs > lastErrorNs ? lastHeardNs : Long.MAX_VALUE;
    }

    private void refused(Bounce.Icmp icmp) {
        reporters |= bit(icmp.reporter());
        if (icmp.reporter() == Reporter.ROUTER) {
            severalRouters |= router != null && !router.equals(icmp.source());
            router = icmp.source();
        }
    }

    /** Records a datagram from the destination to any address. An earlier error may still be added. */
    public void heardAt(long timeNs) {
        lastHeardNs = Math.max(lastHeardNs, timeNs);
        if (timeNs > lastErrorNs) {
            firstHeardNs = Math.min(firstHeardNs, timeNs);
        }
    }

    /** Records a datagram from the destination before anything else about it was known. */
    public void heardBefore() {
        heardBefore = true;
    }

    /** Returns whether there are any errors. */
    public boolean any() {
        return matched + orphans > 0;
    }

    /**
     * Returns the sums so far.
     *
     * @param flows number of flows whose datagrams bounced
     */
    public DestinationRecord.Errors record(long flows) {
        long firstNs = matched > 0 ? firstSentNs : firstErrorNs;
        boolean allForged = forged > 0 && forged == matched + orphans;
        return new DestinationRecord.Errors(
                flows,
                orphans,
                firstNs == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(firstNs),
                type,
                code,
                allForged,
                new Refusal(reporters(), router, severalRouters, heard()));
    }

    @SuppressWarnings("EnumOrdinal") // not stored
    private static int bit(Reporter reporter) {
        return 1 << reporter.ordinal();
    }

    private Set<Reporter> reporters() {
        EnumSet<Reporter> all = EnumSet.noneOf(Reporter.class);
        for (Reporter reporter : Reporter.values()) {
            if ((reporters & bit(reporter)) != 0) {
                all.add(reporter);
            }
        }
        return Collections.unmodifiableSet(all);
    }

    private Set<Heard> heard() {
        EnumSet<Heard> heard = EnumSet.noneOf(Heard.class);
        if (heardBefore) {
            heard.add(Heard.BEFORE);
        }
        if (heardBetween) {
            heard.add(Heard.BETWEEN);
        }
        if (firstHeardNs != Long.MAX_VALUE) {
            heard.add(Heard.AFTER);
        }
        return Collections.unmodifiableSet(heard);
    }
}
