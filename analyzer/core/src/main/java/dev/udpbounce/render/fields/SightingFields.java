// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;

/** Further frames of a datagram. */
final class SightingFields {
    private final Field sightings;
    private final Field frame;
    private final Field file;
    private final Field interfaceName;
    private final Field namespace;

    SightingFields(Field object) {
        sightings = object.objects("sightings");
        frame = sightings.number("pcap_cnt", Unit.FRAME);
        file = sightings.text("pcap_filename");
        interfaceName = sightings.text("in_iface");
        namespace = sightings.text("in_netns");
    }

    void write(Send send, FieldSink sink) {
        if (send.sightings().isEmpty()) {
            return;
        }
        sink.beginList(sightings);
        for (SendSighting each : send.sightings()) {
            sink.beginItem(sightings);
            sink.number(frame, each.frame());
            OtherFile.write(file, each.origin(), send.origin(), sink);
            String name = each.origin().interfaceName();
            if (name != null) {
                sink.name(interfaceName, name);
            }
            if (each.origin().namespace() != null) {
                sink.name(namespace, each.origin().namespace());
            }
            sink.endItem();
        }
        sink.endList(sightings);
    }
}
