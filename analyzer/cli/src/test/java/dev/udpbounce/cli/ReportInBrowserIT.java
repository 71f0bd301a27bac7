// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.PcapngForge.Option;
import dev.udpbounce.fixtures.UdpForge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Report pages in headless Chromium: the figures of the timeline, with and without scripts, no message, no request,
 * nothing inaccessible, and everything that a reader can do. Needs Chromium and the packages of {@code
 * analyzer/package.json}.
 */
@Timeout(600)
class ReportInBrowserIT {
    private static final Path BROWSER = Path.of("src", "test", "browser").toAbsolutePath();
    private static final Path PACKAGES = Path.of("..").toAbsolutePath().normalize();
    private static final int MANY = 70_000;
    private static final String HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e";

    private static final String PROGRAM = """
            import socket
            def tell(call):
                try: call()
                except OSError: pass
            quick = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            quick.connect(('127.0.0.1', 8125))
            for i in range(6): tell(lambda: quick.send(b'count:1|c'))
            deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            for i in range(2): deaf.sendto(b'query', ('127.0.0.1', 1053))
            deaf.sendto(b'note', ('127.0.0.1', deaf.getsockname()[1]))
            """;

    @TempDir
    private Path folder;

    @Test
    void thePagesAreAsTheyShouldBe() throws Exception {
        String missing = missing();
        if ("1".equals(System.getenv("UDPBOUNCE_REQUIRE_LIVE"))) {
            assertThat(missing).as("what a test in a browser needs").isEmpty();
        }
        assumeTrue(missing.isEmpty(), missing);

        page("two", Captures.file("program-one"), "1 of 1 datagram bounced. Only a connected socket is told.", false);
        page("many", many(), "70\u2009000 of 70\u2009000 datagrams bounced.", true);
        page("hostile", hostile(), "1 of 1 datagram bounced.", false);
        if (canTrace()) {
            run();
        }
        page("others", Captures.file("quotes-tcp"), "1 of 1 datagram bounced.", false);

        Process check = new ProcessBuilder("node", "check.js", folder.toString(), chromium())
                .directory(BROWSER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(output).isZero();
        assertThat(output).contains("two.html", "many.html", "hostile.html", "others.html");
    }

    private static String missing() {
        if (chromium().isEmpty()) {
            return "there is no chromium";
        }
        if (Stream.of("/usr/bin/node", "/usr/local/bin/node").noneMatch(each -> Files.isExecutable(Path.of(each)))) {
            return "there is no node";
        }
        return Files.isDirectory(PACKAGES.resolve("node_modules"))
                ? ""
                : "there are no packages: npm ci in " + PACKAGES;
    }

    private static String chromium() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .filter(each -> Files.isExecutable(Path.of(each)))
                .findFirst()
                .orElse("");
    }

    /** Writes a page, and beside it what NDJSON says of the same packets. */
    private void page(String name, Path capture, String answer, boolean use) throws IOException {
        Path page = folder.resolve(name + ".html");
        Path timeline = folder.resolve(name + ".ndjson");
        CommandLineRun run =
                CommandLineRun.of("read", "-q", "-o", page.toString(), "-o", timeline.toString(), capture.toString());
        assertThat(run.status()).as(run.err()).isZero();
        expect(name, timeline, answer, title(capture.toString()), use);
    }

    private void expect(String name, Path timeline, String answer, String title, boolean use) throws IOException {
        List<String> lines = Files.readAllLines(timeline);
        JsonNode outcomes =
                JsonMapper.shared().readTree(lines.get(lines.size() - 1)).at("/summary/outcomes");
        String json = JsonMapper.shared()
                .writeValueAsString(JsonMapper.shared()
                        .createObjectNode()
                        .put("answer", answer.replace(".", "\\."))
                        .put("title", title)
                        .put("use", use)
                        .set(
                                "outcomes",
                                JsonMapper.shared()
                                        .createObjectNode()
                                        .put("bounced", outcomes.get("bounced").asLong())
                                        .put(
                                                "answered",
                                                outcomes.get("answered").asLong())
                                        .put(
                                                "suppressed",
                                                outcomes.get("suppressed").asLong())
                                        .put(
                                                "silent",
                                                outcomes.get("no_error_seen").asLong())));
        Files.writeString(folder.resolve(name + ".json"), json);
    }

    private static boolean canTrace() throws IOException, InterruptedException {
        boolean can = new ProcessBuilder("unshare", "-n", "true")
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
        if ("1".equals(System.getenv("UDPBOUNCE_REQUIRE_LIVE"))) {
            assertThat(can).as("the right to make a network namespace").isTrue();
        }
        return can;
    }

    /** Writes the page of a program that is told of some errors and never of others. */
    private void run() throws IOException, InterruptedException {
        Path timeline = folder.resolve("run.ndjson");
        Path program = Files.writeString(folder.resolve("program.py"), PROGRAM);
        List<String> command = List.of(
                "unshare",
                "-n",
                "sh",
                "-c",
                "ip link set lo up; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djnr.ffi.x86asm.enabled=false",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.udpbounce.cli.Main",
                "run",
                "-q",
                "-o",
                folder.resolve("run.html").toString(),
                "-o",
                timeline.toString(),
                "--",
                "python3",
                program.toString());
        Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor()).as(output).isZero();
        expect(
                "run",
                timeline,
                "5 of 6 datagrams bounced. The program was told of 3 and never of 2.",
                title("python3 " + program),
                false);
    }

    private static String title(String words) {
        String name = words.replace("\u202e", "\\u202e");
        return (name.length() <= 200 ? name : name.substring(0, 199) + "…") + " · udpbounce";
    }

    private Path many() throws IOException {
        PcapForge forge = PcapForge.micros().linkType(LinkType.RAW);
        for (int i = 0; i < MANY; i++) {
            UdpForge datagram = Packets.udp4("192.0.2.1", 4000, "192.0.2." + (2 + i % 7), 1000 + i % 11)
                    .id(1 + i % 65_535);
            long timeNs = 1_700_000_000_000_000_000L + i * 1_000_000L;
            forge.record(timeNs, datagram);
            forge.record(
                    timeNs + 100_000,
                    i % 3 == 0 ? Packets.error("192.0.2.254", datagram, 3, 13) : Packets.portUnreachable(datagram));
        }
        return Files.write(folder.resolve("many.pcap"), forge.bytes());
    }

    private Path hostile() throws IOException {
        UdpForge datagram = Packets.udp4("192.0.2.1", 4000, "192.0.2.2", 53);
        byte[] capture = PcapngForge.littleEndian()
                .iface(LinkType.RAW, 0, Option.ifName(HOSTILE))
                .enhanced(0, 1_000_000, datagram.bytes(), Option.comment(HOSTILE))
                .enhanced(0, 1_000_100, Packets.portUnreachable(datagram).bytes(), Option.comment(HOSTILE))
                .bytes();
        Path named = folder.resolve(HOSTILE + ".pcapng");
        Files.createDirectories(named.getParent());
        return Files.write(named, capture);
    }
}
