// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.BounceRow;
import dev.udpbounce.event.BounceTable;

/** The errors by process, destination and kind. */
final class BounceRowFields {
    private final Field list;
    private final ProcessFields process;
    private final Field address;
    private final Field port;
    private final Field type;
    private final Field code;
    private final Field name;
    private final Field sent;
    private final Field bounced;
    private final Field orphans;
    private final KnownFields told;
    private final KnownFields untold;
    private final Field unknown;
    private final Field lostSends;
    private final Field first;
    private final Field more;
    private final Field elsewhere;
    private final Field forgotten;

    /** A number of errors by how their verdict is known. */
    private static final class KnownFields {
        private final Field object;
        private final Field observed;
        private final Field predicted;

        KnownFields(Field object) {
            this.object = object;
            observed = object.number("observed");
            predicted = object.number("predicted");
        }

        void write(BounceRow.Known known, FieldSink sink) {
            sink.beginObject(object);
            sink.number(observed, known.observed());
            sink.number(predicted, known.predicted());
            sink.endObject();
        }
    }

    BounceRowFields(Field summary) {
        list = summary.objects("bounces");
        process = ProcessFields.alone(list);
        address = list.address("dest_ip");
        port = list.number("dest_port");
        type = list.number("icmp_type");
        code = list.number("icmp_code");
        name = list.text("name");
        sent = list.number("sent");
        bounced = list.number("bounced");
        orphans = list.number("orphans");
        told = new KnownFields(list.object("told"));
        untold = new KnownFields(list.object("untold"));
        unknown = list.number("unknown");
        lostSends = list.number("lost_sends");
        first = list.time("first_timestamp");
        more = summary.number("bounces_more");
        elsewhere = summary.number("bounces_elsewhere");
        forgotten = summary.number("bounces_forgotten");
    }

    void write(BounceTable.Sums bounces, FieldSink sink) {
        if (!bounces.rows().isEmpty()) {
            sink.beginList(list);
            for (BounceRow row : bounces.rows()) {
                sink.beginItem(list);
                write(row, sink);
                sink.endItem();
            }
            sink.endList(list);
        }
        sink.positive(more, bounces.more());
        sink.positive(elsewhere, bounces.elsewhere());
        sink.positive(forgotten, bounces.forgotten());
    }

    private void write(BounceRow row, FieldSink sink) {
        if (row.process() != null) {
            process.write(row.process(), sink);
        }
        sink.address(address, row.address());
        sink.known(port, row.port());
        sink.number(type, row.error().type());
        sink.number(code, row.error().code());
        sink.name(name, row.error().name());
        sink.known(sent, row.sent());
        sink.number(bounced, row.bounced());
        sink.number(orphans, row.orphans());
        if (row.knowsSockets()) {
            told.write(row.told(), sink);
            untold.write(row.untold(), sink);
            sink.number(unknown, row.unknown());
        }
        sink.positive(lostSends, row.lostSends());
        if (row.firstNs().isPresent()) {
            sink.time(first, row.firstNs().getAsLong());
        }
    }
}
