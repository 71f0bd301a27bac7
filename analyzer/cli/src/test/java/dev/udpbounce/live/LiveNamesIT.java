// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Names that would move the cursor or corrupt a file if they were printed unchanged. */
class LiveNamesIT {
    private static final String DEVICE = "e\u001b[2J\u0007\u0001x";
    private static final String CLIENT = """
            import ctypes, socket, sys
            ctypes.CDLL(None).prctl(15, b'\\x1b]0;p\\x07\\n\\x9b\\xff,"', 0, 0, 0)
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.connect(('%s', 1060))
            s.send(b'123')
            sys.stdin.read()
            """;

    @TempDir
    private Path folder;

    private LiveLab lab;

    @BeforeEach
    void openLab() throws Exception {
        lab = LiveLab.open(folder);
        String other = lab.namespace();
        lab.join(lab.home(), DEVICE, "10.1.0.1/24", other, "b0", "10.1.0.2/24");
    }

    @AfterEach
    void closeLab() throws Exception {
        lab.close();
    }

    /** Line feeds are part of the output; other control characters must not occur. */
    private static void assertHarmless(byte[] octets) {
        for (byte octet : octets) {
            assertThat(octet >= ' ' || octet == '\n' || octet < 0)
                    .as("octet %d", octet)
                    .isTrue();
        }
        String text = new String(octets, StandardCharsets.UTF_8);
        assertThat(text.chars()).noneMatch(c -> (c >= 0x7f && c < 0xa0));
    }

    @Test
    void noControlCharacterOfANameGetsThrough() throws Exception {
        Path text = folder.resolve("a.txt");
        Path json = folder.resolve("a.json");
        Path csv = folder.resolve("a.csv");
        Path metrics = folder.resolve("a.prom");
        Path recorded = folder.resolve("a.pcapng");
        Running live = lab.live(
                "-i",
                DEVICE,
                "-T",
                "ndjson",
                "-v",
                "-o",
                text.toString(),
                "-o",
                json.toString(),
                "-o",
                csv.toString(),
                "--metrics",
                metrics.toString(),
                "-w",
                recorded.toString());
        lab.in(lab.home(), "ip", "link", "set", DEVICE, "down");
        live.awaitErr("is down since");
        lab.in(lab.home(), "ip", "link", "set", DEVICE, "up");
        live.awaitErr("is up again");
        Running client = lab.client(CLIENT.formatted("10.1.0.2"));
        live.awaitOut("icmp_error");
        client.finish();
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertHarmless(Files.readAllBytes(live.out()));
        assertHarmless(Files.readAllBytes(live.err()));
        for (Path file : new Path[] {text, json, csv, metrics}) {
            assertThat(file).isNotEmptyFile();
            assertHarmless(Files.readAllBytes(file));
        }
        assertThat(new String(Files.readAllBytes(recorded), StandardCharsets.ISO_8859_1))
                .contains("e\\x1b[2J\\x07\\x01x")
                .doesNotContain("e\u001b[2J");
        LiveTimeline timeline = LiveTimeline.of(ended.out());
        JsonNode error = timeline.errors().get(0);
        assertThat(error.at("/icmp_error/process/name").asString()).startsWith("\u001b]0;p\u0007\n");
        assertThat(error.at("/in_iface").asString()).isEqualTo(DEVICE);
        assertThat(Files.readString(csv)).contains("\\x1b]0;p\\x07\\x0a");
        assertThat(Files.readString(text)).contains("\\x1b]0;p");
    }

    @Test
    void anInterfaceThatIsNotThereIsNamedWithoutItsBytes() throws Exception {
        Ended ended = lab.start("-i", "no\u001b[2J").await();

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("no\\x1b[2J").doesNotContain("\u001b");
    }

    @Test
    void theListOfInterfacesIsHarmless() throws Exception {
        Ended ended = lab.start("-D").await();

        assertThat(ended.out()).contains("e\\x1b[2J\\x07\\x01x");
        assertHarmless(ended.out().getBytes(StandardCharsets.UTF_8));
    }
}
