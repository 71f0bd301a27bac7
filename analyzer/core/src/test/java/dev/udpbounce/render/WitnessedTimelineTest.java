// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.Summary;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.JsonWriter;
import dev.udpbounce.render.json.StrictSchema;
import dev.udpbounce.socket.SocketLookup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Sockets that are looked up while datagrams and errors pass are in the timeline and in its sums. */
class WitnessedTimelineTest {
    private static final SocketOwner SENDER = new SocketOwner(-1, -1, "", 1000, 98765, -1);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Summary analyze(String name, SocketLookup witness) throws IOException {
        Analysis.Settings settings = new Analysis.Settings(60_000_000_000L, 16 << 20, Follow.BOUNCED, null, 0, 7);
        JsonWriter writer = new JsonWriter(out, JsonWriter.Shape.DOCUMENT, Flush.WHEN_FULL);
        try (Inputs inputs = Inputs.open(List.of(Captures.file(name).toString()))) {
            return new Analysis(settings, List.of(writer), witness).run(inputs.frames());
        }
    }

    private JsonNode document() {
        return StrictSchema.document(out.toString(StandardCharsets.UTF_8));
    }

    /** Returns the same verdict for all errors. */
    private record Always(Fate.@Nullable Verdict verdict) implements SocketLookup {
        @Override
        public @Nullable SocketOwner senderOf(Send send) {
            return verdict == null ? null : SENDER;
        }

        @Override
        public @Nullable Fate fateOf(Bounce bounce) {
            return verdict == null ? null : new Fate(verdict, Fate.Basis.SOCKET, SENDER, null, List.of(), -1);
        }
    }

    @Test
    void sendersAndVerdictsStandInTheEventsAndInTheSummary() throws IOException {
        Summary summary = analyze("alike-burst", new Always(Fate.Verdict.QUEUED));

        assertThat(summary.errors().verdicts())
                .isEqualTo(Map.of(Fate.Verdict.QUEUED, summary.errors().count()));
        JsonNode document = document();
        for (JsonNode event : document.get("events")) {
            String type = event.get("event_type").asString();
            if (type.equals("udp_send") || type.equals("icmp_error")) {
                assertThat(event.get(type).path("process").toString())
                        .as("what is unknown is absent")
                        .isEqualTo("{\"uid\":1000,\"inode\":98765}");
            }
        }
        assertThat(document.at("/summary/verdicts").toString())
                .isEqualTo("{\"told\":0,\"queued\":" + summary.errors().count()
                        + ",\"never_told\":0,\"no_socket\":0,\"unknown\":0}");
    }

    @Test
    void anErrorThatRepeatsAnotherHasNoVerdictOfItsOwnInTheSums() throws IOException {
        Summary summary = analyze("duplicate-error", new Always(Fate.Verdict.TOLD));

        assertThat(summary.errors().duplicates()).isPositive();
        assertThat(summary.errors().verdicts())
                .isEqualTo(Map.of(
                        Fate.Verdict.TOLD,
                        summary.errors().count() - summary.errors().duplicates()));
    }

    @Test
    void whereNothingIsKnownOfSocketsNothingIsSaid() throws IOException {
        Summary summary = analyze("alike-burst", new Always(null));

        assertThat(summary.errors().verdicts()).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("verdict", "process");
        assertThat(document().at("/summary").has("verdicts")).isFalse();
    }
}
