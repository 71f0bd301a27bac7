// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The output of {@code live -T ndjson}. */
record LiveTimeline(List<JsonNode> events) {
    static LiveTimeline of(String ndjson) {
        JsonMapper mapper = new JsonMapper();
        List<JsonNode> events = new ArrayList<>();
        ndjson.lines().forEach(line -> events.add(mapper.readTree(line)));
        return new LiveTimeline(events);
    }

    List<JsonNode> sends() {
        return ofType("udp_send");
    }

    List<JsonNode> errors() {
        return ofType("icmp_error");
    }

    List<JsonNode> deliveries() {
        return ofType("delivery");
    }

    JsonNode summary() {
        JsonNode last = events.get(events.size() - 1);
        assertThat(text(last, "/event_type")).isEqualTo("summary");
        return last.get("summary");
    }

    /** Returns the datagram that an error names as its cause. */
    JsonNode causeOf(JsonNode error) {
        int frame = number(error, "/icmp_error/cause_pcap_cnt");
        List<JsonNode> causes = sends().stream()
                .filter(send -> number(send, "/pcap_cnt") == frame)
                .toList();
        assertThat(causes).as("%s", error).hasSize(1);
        return causes.get(0);
    }

    static String text(JsonNode node, String pointer) {
        return node.at(pointer).asString("");
    }

    static int number(JsonNode node, String pointer) {
        return node.at(pointer).asInt(-1);
    }

    private List<JsonNode> ofType(String type) {
        return events.stream()
                .filter(event -> text(event, "/event_type").equals(type))
                .toList();
    }
}
