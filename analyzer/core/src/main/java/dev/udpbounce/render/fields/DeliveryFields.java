// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.ObservedDelivery.By;

/** What the kernel was seen to do with an error. */
final class DeliveryFields {
    final Field object;
    private final Field by;
    private final Field errorFrame;
    private final Field coalescedWith;
    private final Field errors;
    private final Field errno;
    private final Field errnoName;
    private final Field toldAfter;
    private final Field transmitted;
    private final Field stale;
    private final ProcessFields process;
    private final ProcessDetailsFields details;

    DeliveryFields(Field root) {
        object = root.object("delivery");
        by = object.word("by", By.class);
        errorFrame = object.number("error_pcap_cnt", Unit.FRAME);
        coalescedWith = object.numbers("coalesced_with_pcap_cnts", Unit.FRAME);
        errors = object.number("errors");
        errno = object.number("errno");
        errnoName = object.text("errno_name");
        toldAfter = object.number("told_after_ns", Unit.NANOSECONDS);
        transmitted = object.flag("transmitted");
        stale = object.flag("stale");
        process = ProcessFields.ofSocket(object);
        details = new ProcessDetailsFields(process.object());
    }

    void write(ObservedDelivery delivery, FieldSink sink) {
        sink.beginObject(object);
        sink.word(by, delivery.by());
        sink.positive(errorFrame, delivery.errors().frame());
        if (!delivery.errors().coalescedWith().isEmpty()) {
            sink.numbers(coalescedWith, delivery.errors().coalescedWith());
        }
        sink.number(errors, delivery.errors().count());
        sink.positive(errno, delivery.errno());
        String name = delivery.errnoName();
        if (name != null) {
            sink.name(errnoName, name);
        }
        sink.known(toldAfter, delivery.errors().toldAfterNs());
        if (delivery.by() == By.SEND) {
            sink.flag(transmitted, false);
        }
        if (delivery.stale()) {
            sink.flag(stale, true);
        }
        if (delivery.process() != null) {
            process.write(delivery.process(), sink, () -> details.write(delivery.details(), sink));
        }
        sink.endObject();
    }
}
