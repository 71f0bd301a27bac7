// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The screen of {@code live --screen} in a real terminal, used as a person would. */
class LiveScreenIT {
    /** Sends to two closed ports, then as many times to the second one as there are lines on standard input. */
    private static final String CLIENT = """
            import socket, sys
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            for i in range(3):
                s.sendto(b'hello', ('127.0.0.1', 1060))
            s.sendto(b'hello', ('127.0.0.1', 1061))
            for line in sys.stdin:
                s.sendto(b'hello', ('127.0.0.1', 1061))
            """;

    private static final String SCREEN = LiveLab.LAUNCHER + " live -i lo --screen";

    @TempDir
    private Path folder;

    private LiveLab lab;

    @BeforeEach
    void openLab() throws Exception {
        lab = LiveLab.open(folder);
    }

    @AfterEach
    void closeLab() throws Exception {
        lab.close();
    }

    private static void sendOnce(Running client) throws IOException {
        client.process().getOutputStream().write('\n');
        client.process().getOutputStream().flush();
    }

    private static void assertFits(List<String> lines, int width, int height) {
        assertThat(lines).hasSizeLessThanOrEqualTo(height).allMatch(line -> line.length() <= width);
        assertThat(lines.get(0)).endsWith("NEVER");
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40", "40, 12"})
    void theScreenIsUsed(int width, int height) throws Exception {
        try (TmuxPane pane = TmuxPane.open(lab, folder, width, height)) {
            String settings = pane.settings();
            pane.enter(SCREEN);
            pane.awaitText("no datagram so far");
            assertThat(pane.isAlternate()).isTrue();

            Running client = lab.client(CLIENT);
            pane.await(" 127\\.0\\.0\\.1:1060 .* 3 ");
            List<String> lines = pane.await(" 127\\.0\\.0\\.1:1061 .* 1 ");
            assertFits(lines, width, height);
            assertThat(lines.get(0)).contains("4 bounced").contains("4 NEVER");

            pane.press("Down");
            pane.await("^>127\\.0\\.0\\.1:1060 ");
            pane.press("Enter");
            pane.await("↩ port unreachable");
            pane.press("Enter");
            pane.type("/1061");
            pane.awaitText("filter: 1061");
            pane.press("Enter");
            assertThat(pane.await("^ 127\\.0\\.0\\.1:1061")).noneMatch(line -> line.matches("[ >]127.0.0.1:1060 .*"));
            pane.press("Escape", "Escape");
            pane.await("^ 127\\.0\\.0\\.1:1060 ");

            pane.type("p");
            pane.awaitText("PAUSED");
            sendOnce(client);
            pane.type("s");
            assertThat(pane.awaitText("sorted by never").get(0)).contains("4 NEVER");
            pane.type("p");
            pane.await("5 NEVER$");

            pane.type("w");
            pane.awaitText("written to udpbounce-");
            pane.resize(100, 30);
            pane.awaitText("DELAY ERRORS/s");
            assertFits(pane.lines(), 100, 30);
            pane.type("q");
            pane.awaitAlternate(false);
            pane.awaitText(" packets, ");
            client.finish();
            assertThat(pane.settings()).isEqualTo(settings).isNotEmpty();
        }
        assertThat(written()).contains("127.0.0.1:1060").contains("NEVER").doesNotContain("\u001b");
    }

    private String written() throws IOException {
        try (var files = Files.newDirectoryStream(folder, "udpbounce-*.txt")) {
            return Files.readString(files.iterator().next());
        }
    }

    @Test
    void theTerminalIsGivenBackWhileTheProgramIsStopped() throws Exception {
        try (TmuxPane pane = TmuxPane.open(lab, folder, 80, 24)) {
            String settings = pane.settings();
            pane.enter(SCREEN);
            pane.awaitText("no datagram so far");
            pane.press("C-z");
            pane.awaitAlternate(false);
            pane.awaitText("Stopped");
            assertThat(pane.settings()).isEqualTo(settings);
            pane.enter("fg");
            pane.awaitAlternate(true);
            pane.awaitText("no datagram so far");
            Running client = lab.client(CLIENT);
            pane.awaitText("127.0.0.1:1060");
            pane.press("Down");
            pane.await("^>127\\.0\\.0\\.1:1060 ");
            pane.type("q");
            pane.awaitAlternate(false);
            pane.awaitText("4 sends, 4 errors");
            client.finish();
            assertThat(pane.settings()).isEqualTo(settings);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void theTerminalIsGivenBackAtTheEnd(String signal) throws Exception {
        try (TmuxPane pane = TmuxPane.open(lab, folder, 80, 24)) {
            String settings = pane.settings();
            pane.enter("sh -c 'echo $$ >pid; exec " + SCREEN + "'");
            pane.awaitText("no datagram so far");
            String pid = Files.readString(folder.resolve("pid")).strip();
            lab.run("kill", "-s", signal, pid);
            pane.awaitAlternate(false);
            pane.awaitText(" packets, ");
            assertThat(pane.settings()).isEqualTo(settings);
        }
    }

    @Test
    void aSecondInterruptionGivesTheTerminalBackToo() throws Exception {
        try (TmuxPane pane = TmuxPane.open(lab, folder, 80, 24)) {
            String settings = pane.settings();
            pane.enter(SCREEN);
            pane.awaitText("no datagram so far");
            pane.press("C-c", "C-c");
            pane.awaitAlternate(false);
            assertThat(pane.settings()).isEqualTo(settings);
        }
    }

    @Test
    void messagesWaitUntilTheScreenIsLeft() throws Exception {
        try (TmuxPane pane = TmuxPane.open(lab, folder, 100, 24)) {
            pane.enter(SCREEN + " -w r -C 1k -a duration:500");
            pane.awaitText("no datagram so far");
            lab.run("mkfifo", folder.resolve("r1").toString());
            lab.client(CLIENT);
            pane.awaitText("127.0.0.1:1061");
            Running more = lab.client(CLIENT);
            more.process().getOutputStream().write("\n\n\n\n\n".getBytes(StandardCharsets.UTF_8));
            more.process().getOutputStream().flush();
            pane.awaitText("r1: is no regular file");
            assertThat(pane.isAlternate()).isTrue();
            pane.type("q");
            pane.awaitAlternate(false);
            pane.awaitText("udpbounce: r1: is no regular file");
        }
    }

    @Test
    void noColorIsUsedWhereNoneIsWanted() throws Exception {
        try (TmuxPane pane = TmuxPane.open(lab, folder, 80, 24)) {
            pane.enter("NO_COLOR=1 " + SCREEN);
            pane.awaitText("no datagram so far");
            Running client = lab.client(CLIENT.replace("import socket, sys", """
                    import ctypes, socket, sys
                    ctypes.CDLL(None).prctl(15, b'e\\x1b[2Jvil', 0, 0, 0)
                    """));
            pane.awaitText("127.0.0.1:1061");
            assertThat(pane.awaitText("e\\x1b[2Jvil["))
                    .as("the name does not clear the screen")
                    .anyMatch(line -> line.startsWith("udpbounce live"));
            assertThat(pane.attributed()).doesNotContainPattern("\u001b\\[3[0-7]m");
            pane.type("q");
            pane.awaitAlternate(false);
            client.finish();
        }
    }

    @Test
    void withoutATerminalThereIsOneLine() throws Exception {
        Ended ended = lab.start("-i", "lo", "--screen").await();

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err().lines()).hasSize(1).first().asString().contains("--screen needs a terminal");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void otherFormatsAreRefused() throws Exception {
        Ended ended = lab.start("-i", "lo", "--screen", "-T", "ndjson").await();

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("'--screen' excludes -T ndjson");
    }
}
