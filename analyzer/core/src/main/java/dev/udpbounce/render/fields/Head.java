// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall.Endpoint;
import org.jspecify.annotations.Nullable;

/** Passes the fields of the top level to a sink. */
final class Head {
    private final HeadFields fields;
    private final FieldSink sink;
    private final CommunityId communityId = new CommunityId();
    private long firstNs;
    private boolean begun;

    Head(HeadFields fields, FieldSink sink) {
        this.fields = fields;
        this.sink = sink;
    }

    /** Sets the instant from which offsets are measured. */
    void begin(long newFirstNs) {
        firstNs = newFirstNs;
        begun = true;
    }

    /** Writes the fields of every event. */
    void common(EventType type, Event event) {
        common(type, event.hasTime(), event.timeNs());
    }

    /** Writes the fields of every event. The time is left out if it is not known, and until a packet has one. */
    void common(EventType type, boolean hasTime, long timeNs) {
        sink.word(fields.eventType, type.index());
        if (begun && hasTime) {
            sink.time(fields.timestamp, timeNs);
            sink.number(fields.offset, timeNs - firstNs);
        }
    }

    void packet(Send send) {
        frame(send.origin(), send.frame());
        beside(send.origin(), send.vlan(), send.depth(), send.comment());
    }

    void packet(Bounce.Sighting sighting) {
        frame(sighting.origin(), sighting.frame());
        beside(sighting.origin(), sighting.vlan(), sighting.depth(), sighting.comment());
    }

    private void frame(Origin origin, long frame) {
        if (origin.file() != null) {
            sink.name(fields.file, origin.file());
        }
        sink.number(fields.frame, frame);
    }

    private void beside(Origin origin, int vlan, int depth, @Nullable String comment) {
        if (origin.interfaceName() != null) {
            sink.name(fields.interfaceName, origin.interfaceName());
        }
        if (origin.namespace() != null) {
            sink.name(fields.namespace, origin.namespace());
        }
        sink.known(fields.vlan, vlan);
        sink.positive(fields.tunnelDepth, depth);
        if (comment != null) {
            sink.text(fields.comment, comment);
        }
    }

    /** Writes the input of an event that is not about a single packet. */
    void input(String name, boolean live) {
        sink.name(live ? fields.interfaceName : fields.file, name);
    }

    void udp(Flow flow) {
        fields.ends.write(flow, sink);
        sink.word(fields.protocol, HeadFields.UDP);
        sink.number(fields.version, flow.version());
        communityId(flow);
    }

    void icmp(Bounce.Icmp icmp) {
        sink.address(fields.ends.srcIp, icmp.source());
        sink.address(fields.ends.destIp, icmp.destination());
        sink.word(fields.protocol, icmp.version() == 4 ? HeadFields.ICMP : HeadFields.IPV6_ICMP);
        sink.number(fields.version, icmp.version());
        sink.number(fields.icmpType, icmp.type());
        sink.number(fields.icmpCode, icmp.code());
    }

    /** Writes the address of a call's socket and the peer of the call, as far as they are known. */
    void call(@Nullable Endpoint local, @Nullable Endpoint peer) {
        fields.ends.write(local, peer, sink);
        sink.word(fields.protocol, HeadFields.UDP);
    }

    /** Writes the flow's identifier, unless a quote ends before the ports. */
    void communityId(Flow flow) {
        if (flow.sourcePort() >= 0 && flow.destinationPort() >= 0) {
            int at = communityId.of(flow);
            sink.ascii(fields.communityId, communityId.texts(), at, CommunityId.LENGTH);
        }
    }
}
