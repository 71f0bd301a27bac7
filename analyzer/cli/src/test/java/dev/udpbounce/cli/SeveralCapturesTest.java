// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.UdpForge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures that belong together: rotated files, the files of a folder, captures of several machines. */
class SeveralCapturesTest {
    private static final long START_NS = 1_523_929_198_454_346_000L;
    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void makeAFolder() throws IOException {
        folder = Files.createDirectory(parent.resolve("captures"));
    }

    private static UdpForge send(int port) {
        return Packets.udp4("192.0.2.1", 45117, "198.51.100.7", port).id(port).payload("123456789abc");
    }

    /**
     * Writes files with one datagram per second, each to the next port; its error follows 3 s later, maybe in a later
     * file.
     */
    private void rotate(int files, int sendsInEach) {
        int sends = files * sendsInEach;
        for (int file = 0; file < files; file++) {
            PcapForge pcap = PcapForge.micros();
            int first = file * sendsInEach;
            for (int second = first; second < first + sendsInEach; second++) {
                if (second < sends - 3) {
                    pcap.record(START_NS + second * SECOND, send(1000 + second).ethernet());
                }
                if (second >= 3) {
                    pcap.record(
                            START_NS + second * SECOND + 1,
                            Packets.portUnreachable(send(1000 + second - 3)).ethernet());
                }
            }
            // The order of the names differs from the order of time
            pcap.write(folder.resolve("capture" + (files - file) + ".pcap"));
        }
    }

    @Test
    void errorsFindTheirDatagramsInEarlierFilesOfASet() {
        rotate(20, 10);

        CommandLineRun run = CommandLineRun.of("read", "-q", folder.toString());

        assertThat(run.status()).isZero();
        assertThat(run.err())
                .isEqualTo("394 packets, 197 sends, 197 errors (197 matched, 0 ambiguous, 0 orphans), 0 expired\n");
    }

    @Test
    void aBrokenFileOfASetCostsWhatIsBehindItsFaultAlone() throws IOException {
        rotate(4, 10);
        Path broken = folder.resolve("capture2.pcap"); // the third in time
        byte[] octets = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(octets, octets.length - 1)); // cuts the error about the datagram of second 26

        CommandLineRun run = CommandLineRun.of("read", "-q", folder.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.errLines()).hasSize(2);
        assertThat(run.errLines().get(0))
                .startsWith("udpbounce: " + broken + ":")
                .contains(": record 20: frame cut: ");
        assertThat(run.errLines().get(1))
                .isEqualTo("73 packets, 37 sends, 36 errors (36 matched, 0 ambiguous, 0 orphans), 0 expired");
    }

    @Test
    void filesThatOverlapAreMergedByTime() {
        PcapForge sends = PcapForge.micros();
        PcapForge errors = PcapForge.micros();
        for (int i = 0; i < 100; i++) {
            sends.record(START_NS + i * SECOND, send(1060).ethernet());
            errors.record(
                    START_NS + i * SECOND + 50_000,
                    Packets.portUnreachable(send(1060)).ethernet());
        }
        Path errorsFile = errors.write(folder.resolve("a.pcap"));
        Path sendsFile = sends.write(folder.resolve("b.pcap"));

        CommandLineRun run = CommandLineRun.of("read", "-T", "ndjson", errorsFile.toString(), sendsFile.toString());

        assertThat(run.err()).startsWith("200 packets, 100 sends, 100 errors (");
        assertThat(run.out().lines().filter(line -> line.contains("\"delay_ns\":50000,")))
                .hasSize(100);
    }

    @Test
    void theClockOfAMachineIsPutRight() {
        Path here = PcapForge.nanos().record(START_NS, send(1060).ethernet()).write(parent.resolve("here"));
        PcapForge.nanos()
                .record(
                        START_NS - 20_000_000,
                        Packets.portUnreachable(send(1060)).ethernet())
                .write(folder.resolve("there"));

        CommandLineRun wrong = CommandLineRun.of("read", "-T", "ndjson", here.toString(), folder.toString());
        CommandLineRun right = CommandLineRun.of(
                "read", "-T", "ndjson", "--skew", folder + "=20250us", here.toString(), folder.toString());
        CommandLineRun other = CommandLineRun.of(
                "read", "-T", "ndjson", "--skew", here + "=-20250us", here.toString(), folder.toString());

        assertThat(wrong.err()).contains("1 errors (0 matched");
        for (CommandLineRun run : new CommandLineRun[] {right, other}) {
            assertThat(run.err()).contains("1 errors (1 matched");
            assertThat(run.out()).contains("\"delay_ns\":250000,");
        }
    }

    @Test
    void aSkewMustBeOfAnInputAndHaveADuration() {
        Path here = PcapForge.nanos().record(START_NS, send(1060).ethernet()).write(parent.resolve("here"));
        for (String[] wrong : new String[][] {
            {"--skew", "there=3s"},
            {"--skew", here + "=3"},
            {"--skew", here.toString()},
            {"--skew", "=3s"},
            {"--skew", here + "=3s", "--skew", here + "=4s"}
        }) {
            String[] args = new String[wrong.length + 2];
            args[0] = "read";
            args[1] = here.toString();
            System.arraycopy(wrong, 0, args, 2, wrong.length);

            CommandLineRun run = CommandLineRun.of(args);

            assertThat(run.status()).isEqualTo(2);
            assertThat(run.errLines().get(0)).startsWith("udpbounce: Invalid value for option '--skew'");
        }
    }
}
