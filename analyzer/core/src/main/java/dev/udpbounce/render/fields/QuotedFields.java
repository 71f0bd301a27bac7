// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Quoted;

/** The quoted datagram of an error. */
final class QuotedFields {
    private final Field quoted;
    private final EndpointFields ends;
    private final Field protocol;
    private final Field ipId;
    private final Field ttl;
    private final Field udpLength;
    private final Field udpChecksum;
    private final Field payloadLength;
    private final Field truncated;

    QuotedFields(Field object) {
        quoted = object.object("quoted");
        ends = new EndpointFields(quoted);
        protocol = HeadFields.protocol(quoted);
        ipId = quoted.number("ip_id");
        ttl = quoted.number("ttl");
        udpLength = quoted.number("udp_len", Unit.OCTETS);
        udpChecksum = quoted.number("udp_checksum");
        payloadLength = quoted.number("payload_len", Unit.OCTETS);
        truncated = quoted.flag("truncated");
    }

    void write(Quoted quote, FieldSink sink) {
        sink.beginObject(quoted);
        ends.write(quote.flow(), sink);
        sink.word(protocol, HeadFields.UDP);
        sink.known(ipId, quote.ipId());
        sink.known(ttl, quote.ttl());
        sink.known(udpLength, quote.udpLength());
        sink.known(udpChecksum, quote.udpChecksum());
        sink.known(payloadLength, quote.payloadPresent());
        sink.flag(truncated, quote.truncated());
        sink.endObject();
    }
}
