// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.ProcessDetails;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import dev.udpbounce.render.encoding.Flush;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollapsingTextTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CollapsingText text =
            new CollapsingText(new TextWriter(out, TextOptions.plain().withFlush(Flush.EACH_EVENT)));

    private static Send send(long frame) {
        return Samples.sendLater(frame, frame * 100);
    }

    private static Event pending(long frame) {
        return new Event.UdpSend(send(frame), Outcome.PENDING, 0, 0);
    }

    private static SampleBounce bounceOf(long frame) {
        return new SampleBounce()
                .cause(send(frame))
                .at(Samples.FILE, frame + 1, send(frame).timeNs() + 1000);
    }

    private static Event error(long frame) {
        return new Event.IcmpError(bounceOf(frame).build());
    }

    private CollapsingTextTest write(Event... events) throws IOException {
        for (Event event : events) {
            text.event(event);
        }
        return this;
    }

    /** Returns frame numbers and the first words of all lines with a frame number. */
    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.matches(" *\\d+ .*"))
                .map(line -> line.replaceFirst("^ *(\\d+) +[0-9:.]+ +(?:[0-9.]+ µs +)?", "$1 ")
                        .replaceFirst("  .*", ""))
                .toList();
    }

    @Test
    void aSeriesIsItsFirstBounceAndALineWithTheNumberOfTheOthers() throws IOException {
        write(pending(1), error(1), pending(3), error(3), pending(5), error(5));
        text.end(Samples.summary());

        assertThat(lines())
                .containsExactly(
                        "1 127.0.0.1:45117 → 127.0.0.1:1060", "2 ↩ port unreachable (3/3)", "6 … 2 more like #2");
    }

    @Test
    void aBounceOfAnotherKindEndsTheSeriesAndIsWritten() throws IOException {
        Event other = new Event.IcmpError(bounceOf(5).error(3, 13).build());
        write(pending(1), error(1), pending(3), error(3), pending(5), other, pending(7), error(7));
        text.end(Samples.summary());

        assertThat(lines())
                .containsExactly(
                        "1 127.0.0.1:45117 → 127.0.0.1:1060",
                        "2 ↩ port unreachable (3/3)",
                        "4 … 1 more like #2",
                        "5 127.0.0.1:45117 → 127.0.0.1:1060",
                        "6 ↩ administratively prohibited (3/13)",
                        "7 127.0.0.1:45117 → 127.0.0.1:1060",
                        "8 ↩ port unreachable (3/3)");
    }

    @Test
    void errorsThatComeAfterSeveralDatagramsBelongToTheSeriesToo() throws IOException {
        write(pending(1), error(1), pending(10), pending(20), pending(30), error(20), error(10));
        text.end(Samples.summary());

        assertThat(lines())
                .containsExactly(
                        "1 127.0.0.1:45117 → 127.0.0.1:1060",
                        "2 ↩ port unreachable (3/3)",
                        "11 … 2 more like #2",
                        "30 127.0.0.1:45117 → 127.0.0.1:1060");
    }

    private static Event told(long errorFrame, Long... coalescedWith) {
        return new Event.Delivery(new ObservedDelivery(
                send(errorFrame).timeNs(),
                ObservedDelivery.By.RECEIVE,
                111,
                new ObservedDelivery.Errors(errorFrame, 1 + coalescedWith.length, List.of(coalescedWith), 10),
                false,
                new SocketCall.Endpoint(Samples.LOOPBACK, 45117),
                new SocketCall.Endpoint(Samples.LOOPBACK, 1060),
                Samples.SENDER,
                ProcessDetails.NONE));
    }

    @Test
    void deliveriesOfTheSeriesBelongToItUnlessTheyAreOfSeveralErrors() throws IOException {
        write(pending(1), error(1), told(2), pending(3), error(3), told(4), pending(5), error(5), pending(7), error(7));
        write(told(8, 6L));
        text.end(Samples.summary());

        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("python3[4711]")))
                .hasSize(2);
        assertThat(lines()).contains("8 … 3 more like #2");
    }

    @Test
    void aPauseShowsWhatTheSeriesHasHadAndTheNextOneWhatWaitsInVain() throws IOException {
        write(pending(1), error(1), pending(3), error(3));
        text.pause();
        assertThat(lines()).endsWith("4 … 1 more like #2");

        write(pending(5), error(5), pending(7));
        text.pause();
        assertThat(lines()).endsWith("6 … 1 more like #2");
        text.pause();
        assertThat(lines()).endsWith("7 127.0.0.1:45117 → 127.0.0.1:1060");
        text.pause();
        assertThat(lines()).hasSize(5);
    }

    @Test
    void manyDatagramsWithoutErrorsAreNotKeptBack() throws IOException {
        write(pending(1), error(1));
        for (int frame = 3; frame < 103; frame++) {
            text.event(pending(frame));
        }

        assertThat(lines()).hasSize(2 + 100);
    }

    @Test
    void repetitionsAndErrorsWithCommentsAreWrittenEach() throws IOException {
        Event repeated = new Event.IcmpError(bounceOf(1).duplicateOf(2).build());
        write(pending(1), error(1), repeated, repeated);
        text.end(Samples.summary());

        assertThat(lines()).hasSize(4).noneMatch(line -> line.contains("more like"));
    }
}
