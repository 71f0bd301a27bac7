// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Delays;
import dev.udpbounce.event.FlowRecord;

/** One direction of a conversation. */
final class FlowFields {
    final Field object;
    private final Field start;
    private final Field end;
    private final Field sends;
    private final Field bounced;
    private final Field answered;
    private final Field suppressed;
    private final Field noErrorSeen;
    private final Field delay;
    private final Field min;
    private final Field median;
    private final Field p99;
    private final Field max;

    FlowFields(Field root) {
        object = root.object("flow");
        start = object.time("start");
        end = object.time("end");
        sends = object.number("sends");
        bounced = object.number("bounced");
        answered = object.number("answered");
        suppressed = object.number("suppressed");
        noErrorSeen = object.number("no_error_seen");
        delay = object.object("delay");
        min = delay.number("min_ns", Unit.NANOSECONDS);
        median = delay.number("p50_ns", Unit.NANOSECONDS);
        p99 = delay.number("p99_ns", Unit.NANOSECONDS);
        max = delay.number("max_ns", Unit.NANOSECONDS);
    }

    void write(FlowRecord flow, FieldSink sink) {
        sink.beginObject(object);
        flow.startNs().ifPresent(timeNs -> sink.time(start, timeNs));
        flow.endNs().ifPresent(timeNs -> sink.time(end, timeNs));
        sink.number(sends, flow.sends());
        sink.number(bounced, flow.bounced());
        sink.number(answered, flow.answered());
        sink.number(suppressed, flow.suppressed());
        sink.number(noErrorSeen, flow.noErrorSeen());
        Delays delays = flow.delays();
        if (delays.count() > 0) {
            sink.beginObject(delay);
            sink.number(min, delays.min());
            sink.number(median, delays.median());
            sink.number(p99, delays.p99());
            sink.number(max, delays.max());
            sink.endObject();
        }
        sink.endObject();
    }
}
