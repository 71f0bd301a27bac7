// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;

/** A datagram and its outcome. */
final class UdpSendFields {
    final Field object;
    private final Field length;
    private final Field ipId;
    private final Field ttl;
    private final Field fragment;
    private final Field outcome;
    private final Field errorFrame;
    private final Field errorFile;
    private final Field replyFrame;
    private final Field replyFile;
    private final SightingFields sightings;
    private final ProcessFields process;

    UdpSendFields(Field root) {
        object = root.object("udp_send");
        length = object.number("len", Unit.OCTETS);
        ipId = object.number("ip_id");
        ttl = object.number("ttl");
        fragment = object.flag("fragment");
        outcome = object.word("outcome", Outcome.class);
        errorFrame = object.number("error_pcap_cnt", Unit.FRAME);
        errorFile = object.text("error_pcap_filename");
        replyFrame = object.number("reply_pcap_cnt", Unit.FRAME);
        replyFile = object.text("reply_pcap_filename");
        sightings = new SightingFields(object);
        process = ProcessFields.ofSocket(object);
    }

    void write(Event.UdpSend event, FieldSink sink) {
        Send send = event.send();
        sink.beginObject(object);
        sink.known(length, send.payloadLength());
        sink.known(ipId, send.ipId());
        sink.known(ttl, send.ttl());
        if (send.fragment()) {
            sink.flag(fragment, true);
        }
        sink.word(outcome, event.outcome());
        sink.positive(errorFrame, event.errorFrame());
        if (event.errorFrame() > 0) {
            OtherFile.write(errorFile, event.answeredIn(), send.origin(), sink);
        }
        sink.positive(replyFrame, event.replyFrame());
        if (event.replyFrame() > 0) {
            OtherFile.write(replyFile, event.answeredIn(), send.origin(), sink);
        }
        sightings.write(send, sink);
        if (event.owner() != null) {
            process.write(event.owner(), sink);
        }
        sink.endObject();
    }
}
