// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.CommandLineRun;
import dev.udpbounce.cli.environment.ExitStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage errors that are reported before an interface is opened. */
class LiveUsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "-C 1 | '-C' needs '-w'",
                "--screen -T ndjson | Option '--screen' excludes -T ndjson",
                "--screen --json | Option '--screen' excludes -T json",
                "--hold 1s | '--hold' needs '-w'",
                "-w a --hold 1 | '1' is not a duration",
                "-i - -i lo | what another program captures is taken alone",
                "-i - --netns all | what another program captures is taken alone",
                "-w - | standard output has the timeline",
                "-w a -W 3 | '-W' needs one of '-C' and '-G'",
                "-w a -C 1 -G 1 -W 3 | '-W' needs one of '-C' and '-G'",
                "-w %Q -G 1 | '%Q' is no part of a time",
                "-w a -G 0 | more than 0",
                "-s 262145 | more than 262144",
                "-s 0 | more than 0",
                "-B 2097152 | more than 2097151",
                "-a 10 | does not begin with duration:",
                "-a duration:x | is not a duration",
                "-f udp_prt_53 | udp_prt_53",
                "-c 0 | more than 0",
                "--metrics :65536 | a port is at most 65535",
                "--metrics localhost:123456 | 'localhost:123456': a port is at most 65535",
                "--metrics 70000 | '70000' is a number: a port is written :70000, a file ./70000",
                "--metrics a/ | neither a file nor :PORT"
            })
    void aWrongOptionIsAUsageError(String options, String message) {
        String[] words = ("live " + options).split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace('_', ' ');
        }

        CommandLineRun run = CommandLineRun.of(words);

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains(message.replace('_', ' ')).contains("udpbounce live --help");
    }

    @Test
    void aFileDoesNotTellWhoIsTold() {
        CommandLineRun run = CommandLineRun.of("read", "--fail-on", "untold", "x");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("does not tell who is told");
    }

    @Test
    void metricsGoToLoopbackUnlessAnAddressIsNamed() {
        MetricsTarget.Converter converter = new MetricsTarget.Converter();
        assertThat(converter.convert(":9100")).isEqualTo(new MetricsTarget(":9100", null, "127.0.0.1", 9100));
        assertThat(converter.convert("0.0.0.0:9100").host()).isEqualTo("0.0.0.0");
        assertThat(converter.convert("[::]:9100").host()).isEqualTo("[::]");
        assertThat(converter.convert("a.prom").file()).isEqualTo(Path.of("a.prom"));
        assertThat(converter.convert("./a:9100").file()).isEqualTo(Path.of("./a:9100"));
    }

    @Test
    void quantitiesAreReadAsTcpdumpReadsThem() {
        TcpdumpQuantities.FileSizeConverter size = new TcpdumpQuantities.FileSizeConverter();
        assertThat(size.convert("5")).isEqualTo(5_000_000L);
        assertThat(size.convert("5k")).isEqualTo(5L << 10);
        assertThat(size.convert("5m")).isEqualTo(5L << 20);
        TcpdumpQuantities.AutoStopConverter stop = new TcpdumpQuantities.AutoStopConverter();
        assertThat(stop.convert("duration:30")).isEqualTo(30_000_000_000L);
        assertThat(stop.convert("duration:500ms")).isEqualTo(500_000_000L);
    }
}
