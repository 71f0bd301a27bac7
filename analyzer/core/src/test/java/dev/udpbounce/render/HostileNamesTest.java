// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.fixtures.Rfc4180;
import dev.udpbounce.render.csv.CsvWriter;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.JsonWriter;
import dev.udpbounce.render.json.StrictSchema;
import dev.udpbounce.render.terminal.TerminalText;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.render.text.TextWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Names of files and interfaces with characters that have effects. */
class HostileNamesTest {
    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int octet = 0; octet < 256; octet++) {
            byte[] name = {'a', (byte) octet, 'b'};
            names.add(new String(name, StandardCharsets.ISO_8859_1));
            names.add(new String(name, StandardCharsets.UTF_8));
            names.add((char) octet + "x");
        }
        IntStream.of(0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e)
                .forEach(c -> names.add("evil" + (char) c + "pacp.exe"));
        IntStream.rangeClosed(0x2066, 0x2069).forEach(c -> names.add((char) c + "x"));
        names.addAll(List.of(
                "\ud800",
                "\udc00",
                "a\ud83d",
                "\ude00\ud83d",
                "ok \ud83d\ude00",
                "é中文",
                "\u001b]0;title\u0007\u001b[2J"));
        names.addAll(
                List.of("</script><script>alert(1)</script>", "a</b", "\\u003c/", "\"quoted\", yes", "=1+1", "\\x1b"));
        return names;
    }

    private static List<Event> events(String name) {
        Origin file = new Origin(0, name, name, 1, 0, 9);
        Origin live = new Origin(1, 1, null, name, 1, 0, 9, null, name);
        Origin other = new Origin(2, name + "2", null, 1, 0, 9);
        Send cause = new Send(other, 1, Samples.FIRST_NS, Samples.FLOW, 3, 0, 64, false, -1);
        CaptureReport report = new CaptureReport(
                name,
                false,
                "pcap",
                List.of(1),
                9,
                0,
                1,
                1,
                0,
                0,
                List.of(new Damage(name, 0, 1, name, true)),
                List.of(name));
        SocketOwner sender = new SocketOwner(1, 1, name, 0, 1, 1);
        Fate fate = new Fate(Fate.Verdict.TOLD, Fate.Basis.CALLS, sender, Fate.Story.TOLD, List.of(), 1);
        Send send = new Send(live, 1, Samples.FIRST_NS, Samples.FLOW, 3, 0, 64, false, -1);
        return List.of(
                new Event.UdpSend(send, Outcome.PENDING, 0, 0, sender),
                new Event.IcmpError(
                        new SampleBounce()
                                .at(file, 2, Samples.FIRST_NS)
                                .cause(cause)
                                .build(),
                        fate),
                new Event.CaptureSummary(report, new TreeMap<>(Map.of("LINKTYPE_147", 1L)), Samples.FIRST_NS));
    }

    private static String write(Function<OutputStream, EventSink> sink, String name) throws IOException {
        String text = Samples.write(sink, events(name), Samples.summary(Samples.destination()));
        assertThat(text.codePoints().filter(c -> c != '\n' && isHarmful(c)).mapToObj(Integer::toHexString))
                .as(TerminalText.escapeToAscii(name))
                .isEmpty();
        return text;
    }

    private static boolean isHarmful(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    @Test
    void jsonCarriesThemUnharmedAndHarmless() throws IOException {
        for (String name : names()) {
            String lines = write(out -> new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL), name);
            String document = write(out -> new JsonWriter(out, JsonWriter.Shape.DOCUMENT, Flush.WHEN_FULL), name);

            assertThat(lines).doesNotContain("</");
            assertThat(document).doesNotContain("</");
            String expected = new String(name.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);
            assertThat(lines.lines()).hasSize(4);
            JsonNode events = StrictSchema.document(document).get("events");
            assertThat(events.at("/0/in_iface").asString()).isEqualTo(expected);
            assertThat(events.at("/0/in_netns").asString()).isEqualTo(expected);
            assertThat(events.at("/0/udp_send/process/name").asString()).isEqualTo(expected);
            assertThat(events.at("/1/icmp_error/process/name").asString()).isEqualTo(expected);
            assertThat(events.at("/1/pcap_filename").asString()).isEqualTo(expected);
            assertThat(events.at("/1/icmp_error/cause_pcap_filename").asString())
                    .isEqualTo(expected + "2");
            assertThat(events.at("/2/capture/file").asString()).isEqualTo(expected);
            assertThat(events.at("/2/capture/damage/0/reason").asString()).isEqualTo(expected);
            assertThat(events.at("/2/capture/warnings/0").asString()).isEqualTo(expected);
        }
    }

    @Test
    void textShowsWhatCannotBeSeen() throws IOException {
        for (String name : names()) {
            TextOptions options = TextOptions.plain().withSeveralInputs(true);
            String text = write(out -> new TextWriter(out, options), name);
            String ascii = write(out -> new TextWriter(out, options.withAscii(true)), name);

            assertThat(text).contains(" = " + TerminalText.escape(name) + "\n");
            assertThat(text).contains("  in netns " + TerminalText.escape(name));
            assertThat(text).contains("  " + TerminalText.escape(name) + "[1] was told, 1 ns later");
            assertThat(ascii).contains(" = " + TerminalText.escapeToAscii(name) + "\n");
            assertThat(ascii.chars()).allMatch(c -> c < 0x7f);
        }
    }

    @Test
    void csvKeepsItsRowsAndColumns() throws IOException {
        for (String name : names()) {
            List<List<String>> rows = Rfc4180.rows(write(out -> new CsvWriter(out, Flush.WHEN_FULL), name));

            assertThat(rows).hasSize(3).allSatisfy(row -> assertThat(row).hasSameSizeAs(rows.get(0)));
            String shown = TerminalText.escape(name);
            boolean formula = !name.isEmpty() && "=+-@\t\r".indexOf(name.charAt(0)) >= 0;
            assertThat(rows.get(2).get(rows.get(0).indexOf("pcap_filename"))).isEqualTo(formula ? "'" + shown : shown);
            assertThat(rows.get(1).get(rows.get(0).indexOf("in_iface"))).isEqualTo(formula ? "'" + shown : shown);
        }
    }

    @Test
    void escapesAreThoseThatProgrammersKnow() {
        assertThat(TerminalText.escape("\u001b[31m\u007f\u009b\u202e\ud800!"))
                .isEqualTo("\\x1b[31m\\x7f\\x9b\\u202e\\ud800!");
        assertThat(TerminalText.escape("a\u200b\u200d\ufeff\u00ad\udb40\udc41z\udc41"))
                .isEqualTo("a\\u200b\\u200d\\ufeff\\xad\\udb40\\udc41z\\udc41");
        assertThat(TerminalText.escapeToAscii("é→\ud83d\ude00")).isEqualTo("\\xe9\\u2192\\ud83d\\ude00");
    }

    @Test
    void anEscapeThatIsPartOfANameLooksLikeNoOther() {
        assertThat(TerminalText.escape("\\x1b[31m \\u202e")).isEqualTo("\\x5cx1b[31m \\x5cu202e");
        assertThat(TerminalText.escape("\\\\x41")).isEqualTo("\\\\x5cx41");
        assertThat(TerminalText.escape("\\\u001b")).isEqualTo("\\\\x1b");
        String harmless = "C:\\captures\\";
        assertThat(TerminalText.escape(harmless)).isSameAs(harmless);
    }

    @Test
    void aHarmlessNameIsLeftAlone() {
        String name = "captures/Ärger 中文 \ud83d\ude00.pcap";

        assertThat(TerminalText.escape(name)).isSameAs(name);
    }
}
