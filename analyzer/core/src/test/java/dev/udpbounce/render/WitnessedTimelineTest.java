package dev.udpbounce.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.timeline.Analysis;
import dev.udpbounce.timeline.Fate;
import dev.udpbounce.timeline.Sender;
import dev.udpbounce.timeline.Summary;
import dev.udpbounce.timeline.Witness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a witness says of datagrams and errors while they pass is in the timeline and in its sums. */
class WitnessedTimelineTest {
    private static final Sender SENDER = new Sender(-1, -1, "", 1000, 98765, -1);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Summary analyse(String name, Witness witness) throws IOException {
        Analysis.Settings settings =
                new Analysis.Settings(60_000_000_000L, 16 << 20, Correlator.Follow.BOUNCED, null, 0, 7);
        JsonWriter writer = new JsonWriter(out, JsonWriter.Shape.DOCUMENT, Flush.WHEN_FULL);
        try (Inputs inputs = Inputs.open(List.of(Captures.file(name).toString()))) {
            return new Analysis(settings, List.of(writer), witness).run(inputs.frames());
        }
    }

    private JsonNode document() {
        return StrictSchema.document(out.toString(StandardCharsets.UTF_8));
    }

    /** Tells one verdict of all errors. */
    private record Always(Fate.@Nullable Verdict verdict) implements Witness {
        @Override
        public @Nullable Sender senderOf(Send send) {
            return verdict == null ? null : SENDER;
        }

        @Override
        public @Nullable Fate fateOf(Bounce bounce) {
            return verdict == null ? null : new Fate(verdict, Fate.Basis.SOCKET, SENDER, null, List.of(), -1);
        }
    }

    @Test
    void sendersAndVerdictsStandInTheEventsAndInTheSummary() throws IOException {
        Summary summary = analyse("alike-burst", new Always(Fate.Verdict.QUEUED));

        assertThat(summary.verdicts()).isEqualTo(Map.of(Fate.Verdict.QUEUED, summary.icmpErrors()));
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
                .isEqualTo("{\"told\":0,\"queued\":" + summary.icmpErrors()
                        + ",\"never_told\":0,\"no_socket\":0,\"unknown\":0}");
    }

    @Test
    void anErrorThatRepeatsAnotherHasNoVerdictOfItsOwnInTheSums() throws IOException {
        Summary summary = analyse("duplicate-error", new Always(Fate.Verdict.TOLD));

        assertThat(summary.duplicates()).isPositive();
        assertThat(summary.verdicts())
                .isEqualTo(Map.of(Fate.Verdict.TOLD, summary.icmpErrors() - summary.duplicates()));
    }

    @Test
    void whereNothingIsKnownOfSocketsNothingIsSaid() throws IOException {
        Summary summary = analyse("alike-burst", new Always(null));

        assertThat(summary.verdicts()).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("verdict", "process");
        assertThat(document().at("/summary").has("verdicts")).isFalse();
    }
}
