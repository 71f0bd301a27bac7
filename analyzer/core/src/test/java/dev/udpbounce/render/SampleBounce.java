// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds errors that differ slightly from the error of the first experiment. */
public final class SampleBounce {
    private Origin origin = Samples.FILE;
    private long frame = 2;
    private long timeNs = Samples.FIRST_NS + 13_000;
    private int vlan = -1;
    private IpAddress source = Samples.LOOPBACK;
    private @Nullable IpAddress destination;
    private int type = 3;
    private int code = 3;
    private Quoted quoted = new Quoted(Samples.FLOW, 1043, 64, 11, 0xfe1e, 3, false);
    private boolean quotesGivenFlow;
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

    public SampleBounce at(Origin newOrigin, long newFrame, long newTimeNs) {
        origin = newOrigin;
        frame = newFrame;
        timeNs = newTimeNs;
        return this;
    }

    public SampleBounce vlan(int newVlan) {
        vlan = newVlan;
        return this;
    }

    public SampleBounce error(int newType, int newCode) {
        type = newType;
        code = newCode;
        return this;
    }

    public SampleBounce from(Reporter newReporter, IpAddress address) {
        reporter = newReporter;
        source = address;
        return this;
    }

    public SampleBounce to(IpAddress newDestination) {
        destination = newDestination;
        return this;
    }

    public SampleBounce quoting(Quoted newQuoted) {
        quoted = newQuoted;
        return this;
    }

    public SampleBounce quoting(Flow flow) {
        quotesGivenFlow = true;
        quoted = new Quoted(flow, flow.version() == 4 ? 1043 : -1, 64, 11, 0xfe1e, 3, false);
        return this;
    }

    public SampleBounce mtu(int newMtu) {
        mtu = newMtu;
        return this;
    }

    public SampleBounce extensions(Extension... newExtensions) {
        extensions = List.of(newExtensions);
        return this;
    }

    public SampleBounce cause(Send newCause) {
        cause = newCause;
        return this;
    }

    public SampleBounce tuple() {
        match = Match.TUPLE;
        evidence = EnumSet.of(Evidence.TUPLE, Evidence.LENGTH);
        return this;
    }

    public SampleBounce ambiguous(long count, Long... frames) {
        match = Match.AMBIGUOUS;
        evidence = EnumSet.of(Evidence.TUPLE, Evidence.LENGTH);
        candidates = count;
        candidateFrames = List.of(frames);
        return this;
    }

    public SampleBounce orphan(OrphanReason reason) {
        match = Match.ORPHAN;
        evidence = EnumSet.noneOf(Evidence.class);
        cause = null;
        candidates = 0;
        orphanReason = reason;
        return this;
    }

    public SampleBounce duplicateOf(long newFrame) {
        duplicateOf = newFrame;
        return this;
    }

    /** The cause is a datagram of the flow that was given as the quoted one, unless the error went elsewhere. */
    private @Nullable Send about() {
        if (cause == null || !quotesGivenFlow || destination != null) {
            return cause;
        }
        return new Send(
                cause.origin(),
                cause.frame(),
                cause.timeNs(),
                quoted.flow(),
                cause.payloadLength(),
                cause.ipId(),
                cause.ttl(),
                cause.fragment(),
                cause.vlan(),
                cause.depth(),
                cause.comment(),
                cause.sightings(),
                cause.hasTime());
    }

    public Bounce build() {
        IpAddress to = destination == null ? quoted.flow().source() : destination;
        return new BounceRecord(
                new BounceRecord.Sighting(origin, frame, timeNs, vlan, 0, null, true),
                new BounceRecord.Icmp(source, to, type, code, mtu, extensions, reporter),
                quoted,
                new BounceRecord.Attribution(
                        match, evidence, about(), candidates, candidateFrames, orphanReason, duplicateOf, false));
    }
}
