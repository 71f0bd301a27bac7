// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.fixtures.Rfc4180;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.FullEvents;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import dev.udpbounce.render.encoding.Flush;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row that is read back has a cell under every name of the header, with the expected content. */
class CsvRowsTest {
    static Stream<String> cases() {
        return Captures.all().stream().map(folder -> folder.getFileName().toString());
    }

    private static List<List<String>> rows(List<Event> events) throws IOException {
        return Rfc4180.rows(Samples.write(out -> new CsvWriter(out, Flush.WHEN_FULL), events, Samples.summary()));
    }

    /** Types with mostly unnamed codes, which are printed as a number: {@code unreachable, code 77}. */
    @ParameterizedTest
    @CsvSource({"4, 3", "4, 4", "4, 5", "4, 11", "4, 12", "6, 1", "6, 2", "6, 3", "6, 4", "6, 137", "4, 200", "6, 200"})
    void theNameOfEveryCodeIsOneCell(int version, int type) throws IOException {
        Flow flow = version == 4 ? Samples.FLOW : Samples.FLOW6;
        List<Event> errors = new ArrayList<>();
        for (int code = 0; code < 256; code++) {
            errors.add(new Event.IcmpError(new SampleBounce()
                    .error(type, code)
                    .from(Reporter.DESTINATION, flow.destination())
                    .quoting(flow)
                    .build()));
        }

        List<List<String>> rows = rows(errors);

        int name = rows.get(0).indexOf("icmp_error.name");
        int reporter = rows.get(0).indexOf("icmp_error.reporter");
        assertThat(rows).hasSize(257);
        for (int code = 0; code < 256; code++) {
            List<String> row = rows.get(code + 1);
            assertThat(row.get(name))
                    .isEqualTo(IcmpTable.of(version, type, code).name());
            assertThat(row.get(reporter)).isEqualTo("destination");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyRowOfACaptureHasItsCells(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Analysis.Settings settings = new Analysis.Settings(60_000_000_000L, 1 << 20, Follow.ALL, null, 0, 3);
        try (Inputs inputs = Inputs.open(List.of(Captures.file(name).toString()))) {
            new Analysis(settings, List.of(new CsvWriter(out, Flush.WHEN_FULL))).run(inputs.frames());
        }

        assertThat(Rfc4180.rows(out.toString(StandardCharsets.UTF_8))).isNotEmpty();
    }

    @Test
    void everyColumnIsFilledBySomeEvent() throws IOException {
        List<List<String>> rows = rows(FullEvents.events());

        for (int column = 0; column < rows.get(0).size(); column++) {
            int index = column;
            assertThat(rows.subList(1, rows.size())).as(rows.get(0).get(column)).anyMatch(row -> !row.get(index)
                    .isEmpty());
        }
    }

    @Test
    void framesOfACallStandInOneCellHoweverManyTheyAre() throws IOException {
        List<List<String>> rows = rows(FullEvents.events());
        int sent = rows.get(0).indexOf("syscall.sent_pcap_cnts");

        assertThat(rows).anyMatch(row -> row.get(sent).equals("1 2"));
    }
}
