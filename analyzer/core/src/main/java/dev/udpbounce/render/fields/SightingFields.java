// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.event.Translation;

/** Further frames of a datagram. */
final class SightingFields {
    private final Field sightings;
    private final Field frame;
    private final Field file;
    private final Field interfaceName;
    private final Field namespace;
    private final Field sourceAddress;
    private final Field sourcePort;
    private final Field destinationAddress;
    private final Field destinationPort;
    private final Field translation;
    private final Field evidence;

    SightingFields(Field object) {
        sightings = object.objects("sightings");
        frame = sightings.number("pcap_cnt", Unit.FRAME);
        file = sightings.text("pcap_filename");
        interfaceName = sightings.text("in_iface");
        namespace = sightings.text("in_netns");
        sourceAddress = sightings.address("src_ip");
        sourcePort = sightings.number("src_port");
        destinationAddress = sightings.address("dest_ip");
        destinationPort = sightings.number("dest_port");
        translation = sightings.word("translation", Translation.Certainty.class);
        evidence = sightings.wordList("translation_evidence", Translation.Sign.class);
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
            if (each.translation() != null) {
                translated(each.translation(), sink);
            }
            sink.endItem();
        }
        sink.endList(sightings);
    }

    private void translated(Translation seen, FieldSink sink) {
        Flow flow = seen.flow();
        sink.address(sourceAddress, flow.source());
        sink.number(sourcePort, flow.sourcePort());
        sink.address(destinationAddress, flow.destination());
        sink.number(destinationPort, flow.destinationPort());
        sink.word(translation, seen.certainty());
        if (!seen.evidence().isEmpty()) {
            sink.words(evidence, seen.evidence());
        }
    }
}
