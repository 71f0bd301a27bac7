// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.event.Event;
import java.util.List;

/** One input. */
final class CaptureFields {
    final Field object;
    private final Field file;
    private final Field interfaceName;
    private final Field format;
    private final Field linkType;
    private final Field linkTypes;
    private final Field precision;
    private final Field snapLength;
    private final Field packets;
    private final Field bytes;
    private final Field droppedByKernel;
    private final Field droppedByInterface;
    private final Field damage;
    private final Field offset;
    private final Field record;
    private final Field reason;
    private final Field fatal;
    private final Field warnings;
    private final Field comments;
    private final Field systems;
    private final Field linkTypesSkipped;

    CaptureFields(Field root) {
        object = root.object("capture");
        file = object.text("file");
        interfaceName = object.text("interface");
        format = object.text("format");
        linkType = object.number("linktype");
        linkTypes = object.numbers("linktypes", Unit.NONE);
        precision = object.number("ts_precision");
        snapLength = object.number("snaplen", Unit.OCTETS);
        packets = object.number("packets");
        bytes = object.number("bytes", Unit.OCTETS);
        droppedByKernel = object.number("dropped_kernel");
        droppedByInterface = object.number("dropped_interface");
        damage = object.objects("damage");
        offset = damage.number("offset", Unit.OCTETS);
        record = damage.number("record");
        reason = damage.text("reason");
        fatal = damage.flag("fatal");
        warnings = object.texts("warnings");
        comments = object.texts("comments");
        systems = object.texts("systems");
        linkTypesSkipped = object.counts("link_types_skipped");
    }

    void write(Event.CaptureSummary event, FieldSink sink) {
        CaptureReport report = event.report();
        sink.beginObject(object);
        sink.name(report.live() ? interfaceName : file, report.name());
        sink.name(format, report.format());
        linkTypes(report.linkTypes(), sink);
        sink.number(precision, report.precision());
        sink.positive(snapLength, report.snapLength());
        sink.number(packets, report.packets());
        sink.number(bytes, report.bytes());
        sink.known(droppedByKernel, report.droppedByKernel());
        sink.known(droppedByInterface, report.droppedByInterface());
        damage(report.damage(), sink);
        sink.texts(warnings, report.warnings());
        if (!report.comments().isEmpty()) {
            sink.texts(comments, report.comments());
        }
        if (!report.systems().isEmpty()) {
            sink.texts(systems, report.systems());
        }
        sink.counts(linkTypesSkipped, event.linkTypesSkipped());
        sink.endObject();
    }

    /** Writes the first link type, and all of them if there are several. */
    private void linkTypes(List<Integer> types, FieldSink sink) {
        if (!types.isEmpty()) {
            sink.number(linkType, types.get(0));
        }
        if (types.size() > 1) {
            sink.numbers(linkTypes, types);
        }
    }

    private void damage(List<Damage> faults, FieldSink sink) {
        sink.beginList(damage);
        for (Damage fault : faults) {
            sink.beginItem(damage);
            sink.number(offset, fault.offset());
            sink.number(record, fault.record());
            sink.text(reason, fault.reason());
            sink.flag(fatal, fault.fatal());
            sink.endItem();
        }
        sink.endList(damage);
    }
}
