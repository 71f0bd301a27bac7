// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Captures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UsageErrorTest {
    private static final String CAPTURE = Captures.file("program-one").toString();

    @TempDir
    private Path folder;

    static Stream<Arguments> wrongOptionsOfRead() {
        return Stream.of(
                wrong("Unknown option: '-x'", "-x", CAPTURE),
                wrong("Missing required parameter: 'FILE'"),
                wrong("Missing required parameter for option '-T' (FORMAT)", CAPTURE, "-T"),
                wrong(
                        "Invalid value for option '-T': 'xml' is not one of text, json, ndjson, csv",
                        "-T",
                        "xml",
                        CAPTURE),
                wrong("--json and -T csv exclude each other", "-T", "csv", "--json", CAPTURE),
                wrong("Invalid value for option '-c': 'x' is not a whole number from 1 on", "-c", "x", CAPTURE),
                wrong("Invalid value for option '-c': '0' is nothing; it must be more than 0", "-c", "0", CAPTURE),
                wrong("Invalid value for option '-t': 'x' is not one of a, ad, d, e, r", "-t", "x", CAPTURE),
                wrong(
                        "Invalid value for option '--color': 'red' is not one of auto, always, never",
                        "--color=red",
                        CAPTURE),
                wrong(
                        "Invalid value for option '-o' (FILE): 'x.xml' ends in none of .json, .ndjson, .csv, .pcapng, .perfetto.json,"
                                + " .html, .txt, which tell the format",
                        "-o",
                        "x.xml",
                        CAPTURE),
                wrong(
                        "Invalid value for option '-f': position 6: expected a port from 0 to 65535 (names are not"
                                + " looked up), not 'x'",
                        "-f",
                        "port x",
                        CAPTURE),
                wrong(
                        "Invalid value for option '--fail-on': a capture file does not tell who is told",
                        "--fail-on=untold",
                        CAPTURE),
                wrong(
                        "Invalid value for option '--only': a capture file does not tell who is told",
                        "--only=3/3,untold",
                        CAPTURE),
                wrong(
                        "Invalid value for option '--process': a capture file does not tell whose datagrams it has",
                        "--process=python3",
                        CAPTURE),
                wrong(
                        "Invalid value for option '--only' (CLASS): 'rain' is none of told, untold, exact, tuple,"
                                + " ambiguous, orphan, and no ICMP error such as 3/3, v6:1/4, port-unreachable,"
                                + " ECONNREFUSED",
                        "--only=orphan,rain",
                        CAPTURE),
                wrong(
                        "Invalid value for option '--from': '25:00' is no time such as 01:39:58.454346,"
                                + " 2018-04-17T01:39:58Z or @1523929198",
                        "--from=25:00",
                        CAPTURE),
                wrong(
                        "Invalid value for option '--to': it is before that of '--from'",
                        "--from=2018-04-17T01:40Z",
                        "--to=2018-04-17T01:39Z",
                        CAPTURE),
                wrong("--collapse and --no-collapse exclude each other", "--collapse", "--no-collapse", CAPTURE),
                wrong("'-' is named twice", "-", "-"));
    }

    private static Arguments wrong(String message, String... args) {
        return Arguments.of(message, List.of(args));
    }

    @ParameterizedTest
    @MethodSource("wrongOptionsOfRead")
    void aWrongOptionIsToldInOneLineWithStatus2(String message, List<String> args) {
        CommandLineRun run = CommandLineRun.of(
                Stream.concat(Stream.of("read"), args.stream()).toArray(String[]::new));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).containsExactly("udpbounce: " + message, "See 'udpbounce read --help'.");
    }

    @Test
    void anUnknownReasonToFailIsToldWithThoseThatThereAre() {
        CommandLineRun run = CommandLineRun.of("read", "--fail-on=bounce,rain", CAPTURE);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errLines())
                .first()
                .asString()
                .startsWith("udpbounce: Invalid value for option '--fail-on' (WHAT): 'rain' is not one of bounce, ");
    }

    @Test
    void memoryBeyondTheHeapIsRefused() {
        CommandLineRun run = CommandLineRun.of("read", "--memory", "1000000g", CAPTURE);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("udpbounce: Invalid value for option '--memory': it is more than half of the Java heap")
                .contains("UDPBOUNCE_JAVA_OPTS=-Xmx");
    }

    @Test
    void aMisspelledOptionIsGuessed() {
        assertThat(CommandLineRun.of("read", "--jsn", CAPTURE).errLines())
                .containsExactly(
                        "udpbounce: Unknown option: '--jsn'", "Did you mean --json?", "See 'udpbounce read --help'.");
    }

    @Test
    void aMissingCommandIsToldWithStatus2() {
        CommandLineRun run = CommandLineRun.of();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errLines()).containsExactly("udpbounce: a command is missing", "See 'udpbounce --help'.");
    }

    @Test
    void anUnknownCommandIsToldWithThoseThatThereAre() {
        CommandLineRun run = CommandLineRun.of("capture.pcap");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).matches("""
                        udpbounce: 'capture\\.pcap' is none of the commands read, .*explain.*, help
                        See 'udpbounce --help'\\.
                        """);
    }

    @Test
    void anArgumentCannotWriteToTheTerminal() {
        assertThat(CommandLineRun.of("read", "--\u001b[31mred", CAPTURE).err())
                .startsWith("udpbounce: Unknown option: '--\\x1b[31mred'")
                .doesNotContain("\u001b");
    }

    @Test
    void anOutputFileThatIsNamedTwiceIsRefused() {
        String output = folder.resolve("out.json").toString();
        CommandLineRun run = CommandLineRun.of("read", "-o", output, "-o", folder + "/./out.json", CAPTURE);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'" + folder + "/./out.json' is named twice");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anInputIsNotOverwritten() throws Exception {
        Path both = Files.copy(Path.of(CAPTURE), folder.resolve("both.json"));
        byte[] before = Files.readAllBytes(both);

        CommandLineRun run = CommandLineRun.of("read", both.toString(), "-o", both.toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("Invalid value for option '-o': '" + both + "' is an input");
        assertThat(Files.readAllBytes(both)).isEqualTo(before);
    }

    @Test
    void aFileWhoseNameBeginsWithAtIsNoListOfArguments() throws Exception {
        Path list = Files.writeString(folder.resolve("list"), "--version");

        CommandLineRun run = CommandLineRun.of("read", "@" + list);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).isEqualTo("udpbounce: @" + list + ": no such file\n");
    }
}
