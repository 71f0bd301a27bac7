// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.encoding.Rfc3339;
import dev.udpbounce.render.fields.Field;
import dev.udpbounce.render.json.TraceArrows.Point;
import dev.udpbounce.render.json.TraceTracks.Lane;
import dev.udpbounce.render.words.Endpoints;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a timeline in the Trace Event Format, which Perfetto and Chrome's tracing page show: a track for each socket
 * with its calls, datagrams and errors as slices, and arrows from a datagram to its error to the call that was told.
 * Times are in microseconds from the first packet or call. The output stream is not closed.
 *
 * <p>An address is the process where no process is known. A packet is a slice of a nanosecond, because arrows begin
 * and end in slices.
 */
public final class TraceWriter implements EventSink {
    private static final int BUFFER = 1 << 16;
    private static final long NS_PER_US = 1000;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .rootValueSeparator("")
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final JsonGenerator json;
    private final TraceTracks tracks = new TraceTracks();
    private final TraceArrows arrows = new TraceArrows();
    private final Rfc3339 clock = new Rfc3339(ZoneOffset.UTC);
    private long firstNs;
    private boolean begun;
    private boolean started;
    private long untimed;
    private int drawn;

    public TraceWriter(OutputStream out) {
        json = FACTORY.createGenerator(ObjectWriteContext.empty(), new BufferedOutputStream(out, BUFFER));
    }

    @Override
    public boolean wantsOrder() {
        return true;
    }

    @Override
    public boolean wantsOutcomes() {
        return true;
    }

    @Override
    public void begin(long newFirstNs) {
        firstNs = newFirstNs;
        begun = true;
    }

    @Override
    public void event(Event event) throws IOException {
        try {
            start();
            if (event instanceof Event.UdpSend send) {
                datagram(send);
            } else if (event instanceof Event.IcmpError error) {
                error(error.bounce(), error.fate());
            } else if (event instanceof Event.Syscall syscall) {
                call(syscall.call());
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private void datagram(Event.UdpSend event) {
        Send send = event.send();
        if (!send.hasTime()) {
            untimed++;
            return;
        }
        Flow flow = send.flow();
        Lane lane = packet(event.owner(), flow, send.timeNs());
        slice(lane, "udp", "UDP to " + Endpoints.text(flow.destination(), flow.destinationPort()), send.timeNs(), 1);
        json.writeNumberProperty("frame", send.frame());
        json.writeNumberProperty("len", send.payloadLength());
        json.writeStringProperty("outcome", Field.wordOf(event.outcome()));
        endSlice();
        arrows.send(send.origin().id(), send.frame(), new Point(lane, send.timeNs()));
    }

    private void error(Bounce bounce, @Nullable Fate fate) {
        Bounce.Sighting sighting = bounce.sighting();
        if (!sighting.hasTime()) {
            untimed++;
            return;
        }
        Lane lane = packet(fate == null ? null : fate.owner(), bounce.socketFlow(), sighting.timeNs());
        slice(lane, "icmp", bounce.icmp().meaning().name(), sighting.timeNs(), 1);
        json.writeNumberProperty("frame", sighting.frame());
        json.writeNumberProperty("type", bounce.icmp().type());
        json.writeNumberProperty("code", bounce.icmp().code());
        json.writeStringProperty("match", Field.wordOf(bounce.attribution().match()));
        if (fate != null) {
            json.writeStringProperty("verdict", Field.wordOf(fate.verdict()));
        }
        endSlice();
        arrows.error(
                sighting.origin().id(),
                sighting.frame(),
                new Point(lane, sighting.timeNs()),
                bounce.attribution().causeHere());
    }

    private Lane packet(@Nullable SocketOwner owner, Flow flow, long timeNs) {
        return tracks.ofPacket(owner, flow.source(), Endpoints.text(flow.source(), flow.sourcePort()), timeNs);
    }

    private void call(SocketCall call) {
        long entryNs = call.request().entryNs();
        // Arrows end in a slice, not at its border.
        long exitNs = Math.max(entryNs + 1, call.answer().exitNs());
        Lane lane = tracks.ofCall(call.caller(), call.socketId(), entryNs, exitNs);
        slice(lane, "syscall", call.request().name(), entryNs, exitNs - entryNs);
        json.writeNumberProperty("ret", call.answer().result());
        String errno = call.answer().errnoName();
        if (errno != null) {
            json.writeStringProperty("errno", errno);
        }
        json.writeNumberProperty("tid", call.caller().tid());
        endSlice();
        for (long frame : call.links().reports()) {
            arrows.told(frame, new Point(lane, exitNs - 1));
        }
    }

    @Override
    public void end(Summary summary) throws IOException {
        try {
            start();
            arrows.draw(this::arrow);
            tracks.name(new TraceTracks.Names() {
                @Override
                public void process(int pid, String name) {
                    named(pid, 0, "process_name", name);
                }

                @Override
                public void lane(Lane lane, String name) {
                    named(lane.pid(), lane.tid(), "thread_name", name);
                }
            });
            json.writeEndArray();
            json.writeObjectPropertyStart("otherData");
            if (begun) {
                clock.set(firstNs);
                json.writeName("start");
                json.writeRawUTF8String(clock.text(), 0, Rfc3339.LENGTH);
            }
            json.writeNumberProperty("untimed", untimed);
            json.writeNumberProperty("arrows_omitted", arrows.omitted());
            json.writeEndObject();
            json.writeEndObject();
            json.writeRaw('\n');
            json.flush();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private void arrow(List<Point> points) {
        drawn++;
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            boolean last = i == points.size() - 1;
            begin(point.lane(), i == 0 ? "s" : last ? "f" : "t", "bounce", "bounce", point.timeNs());
            json.writeNumberProperty("id", drawn);
            if (last) {
                json.writeStringProperty("bp", "e");
            }
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private void slice(Lane lane, String category, String name, long timeNs, long durationNs) {
        begin(lane, "X", category, name, timeNs);
        microseconds("dur", durationNs);
        json.writeObjectPropertyStart("args");
    }

    private void endSlice() {
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void begin(Lane lane, String phase, String category, String name, long timeNs) {
        json.writeStartObject();
        json.writeStringProperty("ph", phase);
        json.writeStringProperty("cat", category);
        json.writeStringProperty("name", name);
        json.writeNumberProperty("pid", lane.pid());
        json.writeNumberProperty("tid", lane.tid());
        microseconds("ts", timeNs - firstNs);
    }

    /** Writes nanoseconds as microseconds, without the rounding of a floating-point number. */
    private void microseconds(String name, long ns) {
        long whole = Math.abs(ns);
        String fraction = String.valueOf(NS_PER_US + whole % NS_PER_US).substring(1);
        json.writeName(name);
        json.writeNumber((ns < 0 ? "-" : "") + whole / NS_PER_US + "." + fraction);
    }

    private void named(int pid, int tid, String what, String name) {
        json.writeStartObject();
        json.writeStringProperty("ph", "M");
        json.writeStringProperty("name", what);
        json.writeNumberProperty("pid", pid);
        json.writeNumberProperty("tid", tid);
        json.writeObjectPropertyStart("args");
        json.writeName("name");
        json.writeRawValue('"' + new String(JsonText.encode(name), StandardCharsets.UTF_8) + '"');
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void start() {
        if (started) {
            return;
        }
        started = true;
        json.writeStartObject();
        json.writeStringProperty("displayTimeUnit", "ns");
        json.writeName("traceEvents");
        json.writeStartArray();
        json.writeRaw('\n');
    }
}
