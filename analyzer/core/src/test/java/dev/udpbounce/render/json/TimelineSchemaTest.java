// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.udpbounce.event.Event;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import dev.udpbounce.render.encoding.Flush;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TimelineSchemaTest {
    @Test
    void isASchemaOf2020() {
        JsonNode schema = StrictSchema.read();

        assertThat(schema.get("$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of(schema.get("$schema").asString()))
                        .validate(schema))
                .isEmpty();
    }

    /** Each row corrupts the line of the first experiment's error in one place. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"match\":\"exact\" | \"match\":\"sure\"",
                "\"match\":\"exact\" | \"match\":\"orphan\"",
                "\"match\":\"exact\" | \"match\":\"ambiguous\"",
                "\"pcap_cnt\":2 | \"pcap_cnt\":null",
                "\"pcap_cnt\":2 | \"pcap_cnt\":0",
                "\"pcap_cnt\":2 | \"pcap_cnt\":2.5",
                "\"pcap_cnt\":2 | \"pcap_count\":2",
                "454359000Z | 454359Z",
                "454359000Z | 454359000+00:00",
                "\"delay_ns\":13000 | \"delay_ns\":\"13000\"",
                "\"cause_pcap_cnt\":1, | ''",
                "\"ip_v\":4 | \"ip_v\":5",
                "\"reporter\":\"destination\", | ''",
                "\"errno\":111, | ''",
                "\"recverr\":true | \"recverr\":1",
                "\"event_type\":\"icmp_error\" | \"event_type\":\"udp_send\"",
                "\"truncated\":false | \"cut\":false"
            })
    void rejectsAFault(String good, String bad) throws IOException {
        List<Event> events = List.of(new Event.IcmpError(new SampleBounce().build()));
        String line = Samples.write(
                        out -> new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL), events, Samples.summary())
                .lines()
                .findFirst()
                .orElseThrow();

        assertThat(line).contains(good);
        assertThat(StrictSchema.accepts(line)).isTrue();
        assertThat(StrictSchema.accepts(line.replace(good, bad))).isFalse();
    }
}
