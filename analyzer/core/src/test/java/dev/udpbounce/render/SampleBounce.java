package dev.udpbounce.render;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Evidence;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.OrphanReason;
import dev.udpbounce.correlate.Quoted;
import dev.udpbounce.correlate.Reporter;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.IpAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds errors that differ in a few ways from the one that answered the first experiment. */
final class SampleBounce {
    private Origin origin = Samples.FILE;
    private long frame = 2;
    private long timeNs = Samples.FIRST_NS + 13_000;
    private int vlan = -1;
    private IpAddress source = Samples.LOOPBACK;
    private @Nullable IpAddress destination;
    private int type = 3;
    private int code = 3;
    private Quoted quoted = new Quoted(Samples.FLOW, 1043, 64, 11, 0xfe1e, 3, false);
    private int mtu = -1;
    private List<Extension> extensions = List.of();
    private Reporter reporter = Reporter.DESTINATION;
    private Match match = Match.EXACT;
    private Set<Evidence> evidence =
            EnumSet.of(Evidence.TUPLE, Evidence.LENGTH, Evidence.PAYLOAD, Evidence.IP_ID, Evidence.CHECKSUM);
    private @Nullable Send cause = Samples.SEND;
    private long candidates = 1;
    private List<Long> candidateFrames = List.of();
    private @Nullable OrphanReason orphanReason;
    private long duplicateOf;

    SampleBounce at(Origin newOrigin, long newFrame, long newTimeNs) {
        origin = newOrigin;
        frame = newFrame;
        timeNs = newTimeNs;
        return this;
    }

    SampleBounce vlan(int newVlan) {
        vlan = newVlan;
        return this;
    }

    SampleBounce error(int newType, int newCode) {
        type = newType;
        code = newCode;
        return this;
    }

    SampleBounce from(Reporter newReporter, IpAddress address) {
        reporter = newReporter;
        source = address;
        return this;
    }

    SampleBounce to(IpAddress newDestination) {
        destination = newDestination;
        return this;
    }

    SampleBounce quoting(Quoted newQuoted) {
        quoted = newQuoted;
        return this;
    }

    SampleBounce quoting(Flow flow) {
        quoted = new Quoted(flow, flow.version() == 4 ? 1043 : -1, 64, 11, 0xfe1e, 3, false);
        return this;
    }

    SampleBounce mtu(int newMtu) {
        mtu = newMtu;
        return this;
    }

    SampleBounce extensions(Extension... newExtensions) {
        extensions = List.of(newExtensions);
        return this;
    }

    SampleBounce cause(Send newCause) {
        cause = newCause;
        return this;
    }

    SampleBounce tuple() {
        match = Match.TUPLE;
        evidence = EnumSet.of(Evidence.TUPLE, Evidence.LENGTH);
        return this;
    }

    SampleBounce ambiguous(long count, Long... frames) {
        match = Match.AMBIGUOUS;
        evidence = EnumSet.of(Evidence.TUPLE, Evidence.LENGTH);
        candidates = count;
        candidateFrames = List.of(frames);
        return this;
    }

    SampleBounce orphan(OrphanReason reason) {
        match = Match.ORPHAN;
        evidence = EnumSet.noneOf(Evidence.class);
        cause = null;
        candidates = 0;
        orphanReason = reason;
        return this;
    }

    SampleBounce duplicateOf(long newFrame) {
        duplicateOf = newFrame;
        return this;
    }

    Bounce build() {
        return new Bounce(
                origin,
                frame,
                timeNs,
                vlan,
                source,
                destination == null ? quoted.flow().source() : destination,
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
                duplicateOf);
    }
}
