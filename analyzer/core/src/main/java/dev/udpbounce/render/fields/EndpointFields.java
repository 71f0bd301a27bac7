// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Flow;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses and ports of the two ends of a flow. */
final class EndpointFields {
    final Field srcIp;
    final Field srcPort;
    final Field destIp;
    final Field destPort;

    EndpointFields(Field object) {
        srcIp = object.address("src_ip");
        srcPort = object.number("src_port");
        destIp = object.address("dest_ip");
        destPort = object.number("dest_port");
    }

    List<Field> all() {
        return List.of(srcIp, srcPort, destIp, destPort);
    }

    void write(Flow flow, FieldSink sink) {
        sink.address(srcIp, flow.source());
        sink.known(srcPort, flow.sourcePort());
        sink.address(destIp, flow.destination());
        sink.known(destPort, flow.destinationPort());
    }

    /** Writes each end as far as it is known. */
    void write(@Nullable Endpoint source, @Nullable Endpoint destination, FieldSink sink) {
        if (source != null) {
            sink.address(srcIp, source.address());
            sink.number(srcPort, source.port());
        }
        if (destination != null) {
            sink.address(destIp, destination.address());
            sink.number(destPort, destination.port());
        }
    }
}
