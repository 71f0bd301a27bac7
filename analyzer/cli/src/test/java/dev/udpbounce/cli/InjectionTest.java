// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.PcapngForge.Option;
import dev.udpbounce.fixtures.Rfc4180;
import dev.udpbounce.fixtures.UdpForge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts every octet into every text of a capture and into its name, and checks every output: characters that a terminal
 * obeys, that end a JSON string, or that a spreadsheet calculates must not be printed unchanged.
 */
class InjectionTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    @TempDir
    private Path folder;

    /** Returns texts that together contain each of the 256 octets, and texts with special meanings. */
    private static Stream<byte[]> texts() {
        List<byte[]> texts = new ArrayList<>();
        for (int octet = 0; octet < 256; octet++) {
            texts.add(new byte[] {'a', (byte) octet, 'b'});
            texts.add(new byte[] {(byte) octet, '1'});
        }
        for (String text : List.of(
                "\u0085\u009b31m",
                "\u202egnp.exe",
                "\u2066\u2069",
                "\u200f\u061c",
                "\u2028\u2029",
                "\u200b\u200d\ufeff\u00ad\u2060",
                "\udb40\udc41\udb40\udc7f",
                "\\x1b[31m",
                "\u001b]0;t\u0007",
                "=1+1",
                "+1",
                "-1+1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\",\"\n=1",
                "</script>")) {
            texts.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return texts.stream();
    }

    /**
     * Returns a capture with the text as interface name, as comment of section, interface and packet, and as packet
     * data; the last block is cut, so that there is damage to report.
     */
    private static byte[] capture(byte[] text) {
        UdpForge sent = Packets.udp4("192.0.2.1", 45117, "198.51.100.7", 1060).payload(text);
        Option comment = Option.of(1, text);
        byte[] whole = PcapngForge.littleEndian()
                .section(ByteOrder.LITTLE_ENDIAN, comment, Option.of(4, text))
                .iface(LinkType.RAW, 0, Option.of(2, text), Option.of(3, text), comment)
                .iface(147, 0, Option.of(2, text))
                .enhanced(0, 1_000_000, sent.bytes(), comment)
                .enhanced(0, 1_000_010, Packets.portUnreachable(sent).bytes(), comment)
                .enhanced(1, 1_000_020, text)
                .enhanced(7, 1_000_020, text)
                .enhanced(0, 1_000_020, sent.bytes())
                .bytes();
        return Arrays.copyOf(whole, whole.length - 1);
    }

    private static void assertHarmless(String text, String what) {
        assertThat(text.codePoints().filter(c -> c != '\n' && isHarmful(c)).mapToObj(Integer::toHexString))
                .as(what)
                .isEmpty();
    }

    private static boolean isHarmful(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static CommandLineRun read(byte[] capture, String... options) {
        String[] args = Stream.of(Stream.of("read", "-v"), Stream.of(options), Stream.of("-"))
                .flatMap(each -> each)
                .toArray(String[]::new);
        CommandLineRun run = new CommandLineRun.Builder()
                .in(new ByteArrayInputStream(capture))
                .run(args);
        assertThat(run.status()).as(run.err()).isEqualTo(3);
        assertHarmless(run.err(), "standard error");
        assertThat(run.err()).doesNotContain("internal error");
        return run;
    }

    @Test
    void aTerminalGetsNothingThatItObeys() {
        texts().forEach(text -> {
            byte[] capture = capture(text);
            assertHarmless(read(capture, "--all", "--color=never").out(), "text");
            String colored = read(capture, "--all", "--color=always").out();
            assertThat(colored).contains("\u001b[");
            assertHarmless(COLOR.matcher(colored).replaceAll(""), "colored text");
        });
    }

    @Test
    void jsonIsJson() {
        texts().forEach(text -> {
            byte[] capture = capture(text);
            String document = read(capture, "--all", "--json").out();
            assertHarmless(document, "json");
            JsonNode events = JSON.readTree(document).get("events");
            String name = new String(text, StandardCharsets.UTF_8);
            if (text[0] != 0 && text[1] != 0) {
                assertThat(events.at("/0/in_iface").asString()).isEqualTo(name);
            }
            assertThat(events.at("/0/comment").asString()).isEqualTo(name);
            assertThat(events.at("/1/comment").asString()).isEqualTo(name);

            String lines = read(capture, "--all", "-T", "ndjson").out();
            assertHarmless(lines, "ndjson");
            assertThat(lines.lines().map(JSON::readTree)).hasSizeGreaterThan(events.size() - 1);
        });
    }

    @Test
    void aSpreadsheetGetsNothingToCalculate() {
        texts().forEach(text -> {
            String csv = read(capture(text), "--all", "-T", "csv").out();
            assertHarmless(csv, "csv");
            assertThat(Rfc4180.rows(csv).stream().flatMap(List::stream))
                    .noneMatch(cell -> cell.matches("[=+@\t\r].*"))
                    .noneMatch(cell ->
                            cell.startsWith("-") && !NUMBER.matcher(cell).matches());
        });
    }

    @Test
    void theNameOfAFileIsHarmlessEverywhere() throws IOException {
        int named = 0;
        for (byte[] text : texts().toList()) {
            String name = new String(text, StandardCharsets.UTF_8);
            Path file;
            try {
                file = folder.resolve(name);
            } catch (InvalidPathException e) {
                continue; // NUL, and what the locale cannot spell
            }
            if (!folder.equals(file.getParent())) {
                continue; // a slash
            }
            named++;
            Files.write(file, capture(text));
            for (String format : List.of("text", "json", "ndjson", "csv")) {
                CommandLineRun run = CommandLineRun.of("read", "-v", "--all", "-T", format, file.toString());
                assertHarmless(run.out(), format);
                assertHarmless(run.err(), "standard error");
                assertThat(run.errLines()).hasSizeGreaterThan(1).noneMatch(line -> line.contains("internal error"));
            }
            CommandLineRun missing = CommandLineRun.of("read", "-o", folder + "/x/" + name + ".csv", file + "x");
            assertHarmless(missing.err(), "standard error");
            Files.delete(file);
        }
        assertThat(named).isGreaterThan(240);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void nothingIsToldPastTheOneWhoEscapes() {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            CommandLineRun.of("read", "--fail-on", "\"\u001b[2J", "x");
        } finally {
            System.setErr(before);
        }
        assertThat(told.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void anOptionIsHarmlessWhereItIsRefused() {
        texts().forEach(octets -> {
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            for (String option : List.of("-T", "-f", "-t", "-c", "--expire", "--memory", "--fail-on", "-o", "--x")) {
                CommandLineRun run = CommandLineRun.of("read", option, "x" + text, "x");
                assertThat(run.status()).isIn(2, 3);
                assertHarmless(run.out(), "standard output");
                assertHarmless(run.err(), "standard error");
            }
            CommandLineRun run = CommandLineRun.of("explain", text);
            assertThat(run.status()).isIn(0, 2);
            assertHarmless(run.err(), "standard error");
        });
    }
}
