package dev.udpbounce.render;

import static dev.udpbounce.render.JsonFields.name;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.SerializedString;

/** Writes what all events have in common, at their top level. */
final class JsonHead {
    private static final SerializedString UDP = name("UDP");

    private static final SerializedString EVENT_TYPE = name("event_type");
    private static final SerializedString TIMESTAMP = name("timestamp");
    private static final SerializedString OFFSET_NS = name("offset_ns");
    private static final SerializedString PCAP_FILENAME = name("pcap_filename");
    private static final SerializedString PCAP_CNT = name("pcap_cnt");
    private static final SerializedString IN_IFACE = name("in_iface");
    private static final SerializedString SRC_IP = name("src_ip");
    private static final SerializedString SRC_PORT = name("src_port");
    private static final SerializedString DEST_IP = name("dest_ip");
    private static final SerializedString DEST_PORT = name("dest_port");
    private static final SerializedString PROTO = name("proto");
    private static final SerializedString IP_V = name("ip_v");
    private static final SerializedString VLAN = name("vlan");
    private static final SerializedString TUNNEL_DEPTH = name("tunnel_depth");
    private static final SerializedString COMMENT = name("comment");

    private final JsonFields fields;
    private long firstNs;
    private boolean begun;

    JsonHead(JsonFields fields) {
        this.fields = fields;
    }

    /** Sets the instant that offsets count from. */
    void begin(long firstNs) {
        this.firstNs = firstNs;
        begun = true;
    }

    /** Opens an event's object. Its time is left out as long as there is no packet that could have one. */
    void open(SerializedString type, long timeNs) {
        fields.open();
        fields.word(EVENT_TYPE, type);
        if (begun) {
            fields.time(TIMESTAMP, timeNs);
            fields.number(OFFSET_NS, timeNs - firstNs);
        }
    }

    /** Where a packet was seen, and what somebody wrote beside it. */
    void packet(Origin origin, long frame, int vlan, int depth, @Nullable String comment) {
        fields.file(PCAP_FILENAME, origin);
        fields.number(PCAP_CNT, frame);
        fields.interfaceName(IN_IFACE, origin);
        fields.known(VLAN, vlan);
        if (depth > 0) {
            fields.number(TUNNEL_DEPTH, depth);
        }
        if (comment != null) {
            fields.foreign(COMMENT, comment);
        }
    }

    /** The input of an event that is about no single packet. */
    void input(String name, boolean live) {
        fields.foreign(live ? IN_IFACE : PCAP_FILENAME, name);
    }

    void udp(Flow flow) {
        ends(flow);
        fields.word(PROTO, UDP);
        fields.number(IP_V, flow.version());
        fields.communityId(flow);
    }

    void icmp(IpAddress source, IpAddress destination, SerializedString protocol) {
        fields.address(SRC_IP, source);
        fields.address(DEST_IP, destination);
        fields.word(PROTO, protocol);
        fields.number(IP_V, source.version());
    }

    /** Where a call's socket is, and whom the call concerns, as far as that is known. */
    void call(@Nullable Endpoint local, @Nullable Endpoint peer) {
        if (local != null) {
            fields.address(SRC_IP, local.address());
            fields.number(SRC_PORT, local.port());
        }
        if (peer != null) {
            fields.address(DEST_IP, peer.address());
            fields.number(DEST_PORT, peer.port());
        }
        fields.word(PROTO, UDP);
    }

    /** What a quote tells of its datagram's addresses. */
    void quoted(Flow flow) {
        ends(flow);
        fields.word(PROTO, UDP);
    }

    private void ends(Flow flow) {
        fields.address(SRC_IP, flow.source());
        fields.known(SRC_PORT, flow.sourcePort());
        fields.address(DEST_IP, flow.destination());
        fields.known(DEST_PORT, flow.destinationPort());
    }
}
