// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import java.util.ArrayList;
import java.util.List;

/** The fields of the top level, which events share. */
final class HeadFields {
    static final int UDP = 0;
    static final int ICMP = 1;
    static final int IPV6_ICMP = 2;
    private static final String[] PROTOCOLS = {"UDP", "ICMP", "IPv6-ICMP"};

    final Field eventType;
    final Field timestamp;
    final Field offset;
    final Field file;
    final Field frame;
    final Field interfaceName;
    final Field namespace;
    final Field vlan;
    final Field tunnelDepth;
    final Field comment;
    final EndpointFields ends;
    final Field protocol;
    final Field version;
    final Field icmpType;
    final Field icmpCode;
    final Field communityId;

    /** @param types names of the events, which are also the names of the objects with the other fields */
    HeadFields(Field root, String... types) {
        eventType = root.word("event_type", types);
        timestamp = root.time("timestamp");
        offset = root.number("offset_ns", Unit.NANOSECONDS);
        file = root.text("pcap_filename");
        frame = root.number("pcap_cnt", Unit.FRAME);
        interfaceName = root.text("in_iface");
        namespace = root.text("in_netns");
        vlan = root.number("vlan");
        tunnelDepth = root.number("tunnel_depth");
        comment = root.text("comment");
        ends = new EndpointFields(root);
        protocol = root.word("proto", PROTOCOLS);
        version = root.number("ip_v");
        icmpType = root.number("icmp_type");
        icmpCode = root.number("icmp_code");
        communityId = root.text("community_id");
    }

    /** Returns the fields of every event. */
    List<Field> common() {
        return List.of(eventType, timestamp, offset);
    }

    /** Returns the fields of an event about one packet. */
    List<Field> packet() {
        return with(common(), file, frame, interfaceName, namespace, vlan, tunnelDepth, comment);
    }

    List<Field> udpPacket() {
        return join(packet(), flow());
    }

    List<Field> icmpPacket() {
        return with(packet(), ends.srcIp, ends.destIp, protocol, version, icmpType, icmpCode, communityId);
    }

    List<Field> udpFlow() {
        return join(common(), flow());
    }

    List<Field> call() {
        return with(join(common(), ends.all()), protocol);
    }

    List<Field> input() {
        return with(common(), file, interfaceName);
    }

    private List<Field> flow() {
        return with(ends.all(), protocol, version, communityId);
    }

    private static List<Field> with(List<Field> fields, Field... more) {
        return join(fields, List.of(more));
    }

    private static List<Field> join(List<Field> fields, List<Field> more) {
        List<Field> joined = new ArrayList<>(fields);
        joined.addAll(more);
        return joined;
    }

    /** Adds the protocol field of quotes and of other objects that contain a flow. */
    static Field protocol(Field object) {
        return object.word("proto", PROTOCOLS[UDP]);
    }
}
