// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.udpbounce.event.Event;
import dev.udpbounce.render.FullEvents;
import dev.udpbounce.render.Samples;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events write exactly the fields that the catalogue declares. */
class CatalogueTest {
    private static final Map<String, Class<? extends Event>> TYPES = Map.of(
            "udp_send", Event.UdpSend.class,
            "icmp_error", Event.IcmpError.class,
            "syscall", Event.Syscall.class,
            "flow", Event.FlowSummary.class,
            "capture", Event.CaptureSummary.class,
            "delivery", Event.Delivery.class);

    static List<EventType> events() {
        return Catalogue.events();
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventHasTheFieldsThatAreDeclaredForIt(EventType type) {
        RecordingSink sink = new RecordingSink();
        EventFields fields = new EventFields(sink);
        fields.begin(Samples.FIRST_NS);
        if (type.name().equals("summary")) {
            fields.summary(FullEvents.summary());
        } else {
            FullEvents.events().stream()
                    .filter(Objects.requireNonNull(TYPES.get(type.name()))::isInstance)
                    .forEach(fields::event);
        }

        Set<String> declared = new TreeSet<>();
        Stream.concat(type.head().stream(), below(type.object()))
                .map(RecordingSink::declared)
                .forEach(declared::add);
        assertThat(new TreeSet<>(sink.seen())).isEqualTo(declared);
    }

    private static Stream<Field> below(Field field) {
        return Stream.concat(Stream.of(field), field.members().stream().flatMap(CatalogueTest::below));
    }

    @Test
    void everyFieldIsFoundByItsNumberAndByItsPath() {
        List<Field> fields = Catalogue.fields();
        for (int i = 0; i < fields.size(); i++) {
            assertThat(fields.get(i).number()).isEqualTo(i);
            assertThat(Catalogue.field(fields.get(i).path())).isSameAs(fields.get(i));
        }
        assertThatThrownBy(() -> Catalogue.field("udp_send.lenght")).hasMessageContaining("udp_send.lenght");
    }

    @Test
    void aUnitIsInTheNameOfAFieldWhereUsersRelyOnIt() {
        for (Field field : Catalogue.fields()) {
            assertThat(field.name().endsWith("_ns")).as(field.path()).isEqualTo(field.unit() == Unit.NANOSECONDS);
            assertThat(field.name().matches(".*pcap_cnts?")).as(field.path()).isEqualTo(field.unit() == Unit.FRAME);
        }
    }

    @Test
    void anEventWithoutACaptureHasNoTime() {
        RecordingSink sink = new RecordingSink();
        new EventFields(sink).summary(Samples.nothing());

        assertThat(sink.seen())
                .doesNotContain("timestamp TIME", "offset_ns NUMBER")
                .contains("summary OBJECT");
    }
}
