package dev.udpbounce.correlate;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.IpAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One ICMP error that quotes a UDP datagram, and the answer to the question which datagram that was.
 *
 * @param frame 1-based ordinal of the error's frame in its own file or live capture
 * @param timeNs nanoseconds since the Unix epoch
 * @param vlan VLAN identifier, -1 for none
 * @param source address of the error's sender
 * @param destination address that the error was sent to
 * @param mtu next-hop MTU in octets, -1 where the error has none
 * @param cause the datagram; the preferred candidate of an ambiguous match; null for an orphan
 * @param candidates number of datagrams that explain the error equally well: 0 for an orphan, 1 unless ambiguous
 * @param candidateFrames frame numbers of these, at most 16, ascending; empty unless ambiguous
 * @param orphanReason present for an orphan only
 * @param duplicateOf frame number of the error that this one repeats, or 0
 * @param depth tunnel headers around the error, 0 for none
 * @param comment what somebody wrote beside its frame, null for nothing
 */
public record Bounce(
        Origin origin,
        long frame,
        long timeNs,
        int vlan,
        IpAddress source,
        IpAddress destination,
        int type,
        int code,
        Quoted quoted,
        int mtu,
        List<Extension> extensions,
        Reporter reporter,
        Match match,
        Set<Evidence> evidence,
        @Nullable Send cause,
        long candidates,
        List<Long> candidateFrames,
        @Nullable OrphanReason orphanReason,
        long duplicateOf,
        int depth,
        @Nullable String comment) {
    /** An error in no tunnel and without a comment. */
    public Bounce(
            Origin origin,
            long frame,
            long timeNs,
            int vlan,
            IpAddress source,
            IpAddress destination,
            int type,
            int code,
            Quoted quoted,
            int mtu,
            List<Extension> extensions,
            Reporter reporter,
            Match match,
            Set<Evidence> evidence,
            @Nullable Send cause,
            long candidates,
            List<Long> candidateFrames,
            @Nullable OrphanReason orphanReason,
            long duplicateOf) {
        this(
                origin,
                frame,
                timeNs,
                vlan,
                source,
                destination,
                type,
                code,
                quoted,
                mtu,
                extensions,
                reporter,
                match,
                evidence,
                cause,
                candidates,
                candidateFrames,
                orphanReason,
                duplicateOf,
                0,
                null);
    }

    /** IP version of the error: 4 or 6. */
    public int version() {
        return source.version();
    }

    /**
     * Whether {@link #delayNs} says how long the error took. Not where a live capture has it before the datagram, for its
     * clock was set back in between; the clocks of two files may disagree, which is the user's to see.
     */
    public boolean hasDelay() {
        return cause != null && (origin.file() != null || timeNs >= cause.timeNs());
    }

    /** Nanoseconds from the datagram to the error; only where there is a {@link #cause}; may be negative. */
    public long delayNs() {
        return cause == null ? 0 : timeNs - cause.timeNs();
    }

    /** What Linux makes of this error. */
    public Delivery delivery() {
        return Delivery.of(version(), type, code);
    }
}
