// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Unsent;

/** The reason why datagrams of a send were not sent. */
final class UnsentFields {
    private final Field unsent;
    private final Field reason;
    private final Field likely;
    private final Field mtu;
    private final Field datagrams;

    UnsentFields(Field syscall) {
        unsent = syscall.object("unsent");
        reason = unsent.word("reason", Unsent.Why.class);
        likely = unsent.flag("likely");
        mtu = unsent.number("mtu", Unit.OCTETS);
        datagrams = unsent.number("datagrams");
    }

    void write(Unsent datagramsOfSend, FieldSink sink) {
        sink.beginObject(unsent);
        sink.word(reason, datagramsOfSend.why());
        if (!datagramsOfSend.certain()) {
            sink.flag(likely, true);
        }
        sink.known(mtu, datagramsOfSend.mtu());
        sink.number(datagrams, datagramsOfSend.datagrams());
        sink.endObject();
    }
}
