// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Answer;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Request;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.render.FullEvents;
import dev.udpbounce.render.Samples;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TraceWriterTest {
    private static final BigDecimal NS_PER_US = BigDecimal.valueOf(1000);

    private static JsonNode trace(List<Event> events) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TraceWriter writer = new TraceWriter(out);
        writer.begin(Samples.FIRST_NS);
        for (Event event : events) {
            writer.event(event);
        }
        writer.end(Samples.nothing());
        return JsonMapper.shared().readTree(out.toByteArray());
    }

    private static List<JsonNode> phase(JsonNode trace, String phase) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode event : trace.get("traceEvents")) {
            if (event.get("ph").asString().equals(phase)) {
                found.add(event);
            }
        }
        return found;
    }

    private static long ns(JsonNode event, String field) {
        return event.get(field).decimalValue().multiply(NS_PER_US).longValueExact();
    }

    private static SocketCall call(long entryNs, long exitNs, long socket, Links links) {
        SocketOwner caller = new SocketOwner(4711, 4711, "python3", 1000, 1000 + socket, 3);
        Request request = new Request("sendto", Kind.SEND, entryNs, null, "", List.of());
        return new SocketCall(request, Answer.success(exitNs, 3), caller, socket, SocketState.NEW, links);
    }

    @Test
    void theUnitComesFirstAndEveryKindOfEventIsTaken() throws Exception {
        String text = Samples.write(TraceWriter::new, FullEvents.events(), FullEvents.summary());

        assertThat(text).startsWith("{\"displayTimeUnit\":\"ns\"");
        assertThat(phase(JsonMapper.shared().readTree(text), "X")).isNotEmpty();
    }

    @Test
    void anArrowGoesFromTheDatagramToItsErrorToTheCallThatWasTold() throws Exception {
        long first = Samples.FIRST_NS;
        SocketOwner owner = new SocketOwner(4711, -1, "python3", 1000, 1001, 3);
        Links told = new Links(List.of(), List.of(2L), null, 100, false, null, null);
        List<Event> events = List.of(
                new Event.Syscall(call(first - 10, first + 5, 1, Links.NONE)),
                new Event.UdpSend(Samples.SEND, Outcome.BOUNCED, 2, 0, owner),
                new Event.Syscall(call(first + 20, first + 90_000, 1, told)),
                Samples.experiment().get(1));

        JsonNode trace = trace(events);
        JsonNode from = phase(trace, "s").get(0);
        JsonNode by = phase(trace, "t").get(0);
        JsonNode to = phase(trace, "f").get(0);

        assertThat(phase(trace, "s")).hasSize(1);
        assertThat(List.of(
                        from.get("id").asInt(),
                        by.get("id").asInt(),
                        to.get("id").asInt()))
                .containsOnly(1);
        assertThat(to.get("bp").asString()).isEqualTo("e");
        assertThat(ns(from, "ts")).isZero();
        assertThat(ns(by, "ts")).isEqualTo(13_000);
        assertThat(ns(to, "ts")).isEqualTo(89_999);
        for (JsonNode end : List.of(from, by, to)) {
            assertThat(phase(trace, "X")).anySatisfy(slice -> {
                assertThat(slice.get("tid")).isEqualTo(end.get("tid"));
                assertThat(ns(end, "ts")).isBetween(ns(slice, "ts"), ns(slice, "ts") + ns(slice, "dur"));
            });
        }
    }

    /** Slices of random calls of several threads, and of packets between them. */
    @Test
    void slicesOfATrackNest() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                long entryNs = Samples.FIRST_NS + random.nextInt(200);
                if (random.nextInt(3) == 0) {
                    Send send = new Send(Samples.LIVE, i + 1, entryNs, Samples.FLOW, 3, 0, 64, false, -1);
                    SocketOwner owner = new SocketOwner(4711, -1, "python3", 0, 1001 + random.nextInt(2), 3);
                    events.add(new Event.UdpSend(send, Outcome.PENDING, 0, 0, owner));
                } else {
                    long exitNs = entryNs + random.nextInt(60);
                    events.add(new Event.Syscall(call(entryNs, exitNs, 1 + random.nextInt(2), Links.NONE)));
                }
            }
            events.sort(Comparator.comparingLong(Event::timeNs));

            Map<Integer, List<JsonNode>> lanes = new HashMap<>();
            List<JsonNode> slices = phase(trace(events), "X");
            slices.forEach(slice -> lanes.computeIfAbsent(slice.get("tid").asInt(), key -> new ArrayList<>())
                    .add(slice));
            assertThat(slices).hasSameSizeAs(events);
            lanes.values().forEach(TraceWriterTest::assertNested);
        }
    }

    private static void assertNested(List<JsonNode> slices) {
        for (JsonNode one : slices) {
            for (JsonNode other : slices) {
                long start = ns(one, "ts");
                long end = start + ns(one, "dur");
                long otherStart = ns(other, "ts");
                long otherEnd = otherStart + ns(other, "dur");
                boolean apart = otherEnd <= start || end <= otherStart;
                boolean inside = (start <= otherStart && otherEnd <= end) || (otherStart <= start && end <= otherEnd);
                assertThat(apart || inside).as("%s and %s", one, other).isTrue();
            }
        }
    }

    @Test
    void tracksAreNamedAfterSocketsAndProcesses() throws Exception {
        SocketOwner owner = new SocketOwner(4711, -1, "a</script>\u001b[2J", 1000, 1001, 3);
        Event send = new Event.UdpSend(Samples.SEND, Outcome.BOUNCED, 2, 0, owner);
        String text = Samples.write(TraceWriter::new, List.of(send), Samples.nothing());

        assertThat(text).doesNotContain("</script").doesNotContain("\u001b");
        assertThat(phase(JsonMapper.shared().readTree(text), "M").stream()
                        .map(name -> name.get("args").get("name").asString()))
                .containsExactly("a</script>\u001b[2J", "127.0.0.1:45117");
    }
}
