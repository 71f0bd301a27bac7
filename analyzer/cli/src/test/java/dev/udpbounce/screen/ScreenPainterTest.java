// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Fate.Basis;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.screen.Key.Kind;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines of the screen. */
class ScreenPainterTest {
    private static final Pattern SGR = Pattern.compile("\u001b\\[([0-9;]*)m");
    private static final long SECOND_NS = 1_000_000_000;

    private long nowNs = 100 * SECOND_NS;
    private long epochNs;
    private final ScreenModel model = new ScreenModel(() -> nowNs, () -> epochNs);
    private final LiveEvents events = new LiveEvents(model);
    private final ScreenState state = new ScreenState(model.snapshot());
    private final ScreenPainter.Capture capture = new ScreenPainter.Capture(252 * SECOND_NS, 0);

    private static ScreenPainter painter(boolean color, boolean ascii) {
        TextOptions text = TextOptions.plain().withColor(color).withAscii(ascii).withFlush(Flush.EACH_EVENT);
        return new ScreenPainter(new Ink(color, ascii), "lo, eth0", new EventLines(text));
    }

    private List<String> draw(int width, int height) {
        epochNs = events.timeNs() + SECOND_NS;
        state.update(model.snapshot());
        return painter(true, false).lines(state, capture, width, height);
    }

    private static String plain(String line) {
        return SGR.matcher(line).replaceAll("");
    }

    private List<String> text(int width, int height) {
        return draw(width, height).stream()
                .map(line -> plain(line).stripTrailing())
                .toList();
    }

    private void traffic() {
        for (int i = 0; i < 12; i++) {
            events.refuse(
                    events.send(8125, LiveEvents.process("statsd-client", 4811)),
                    LiveEvents.fate(Verdict.QUEUED, Basis.KERNEL));
        }
        for (int i = 0; i < 5; i++) {
            events.refuse(
                    events.send(53, LiveEvents.process("resolver", 977)),
                    LiveEvents.fate(Verdict.NEVER_TOLD, Basis.KERNEL));
        }
        events.send(443, LiveEvents.process("curl", 5120));
        nowNs += 3 * SECOND_NS;
    }

    @Test
    void eightyColumnsHaveDestinationsProcessesAndTheTimeline() {
        traffic();
        List<String> lines = text(80, 24);

        assertThat(lines.get(0))
                .startsWith("udpbounce live  lo, eth0")
                .endsWith("00:04:12  18 sent  17 bounced  12? told  5 NEVER");
        assertThat(lines.get(1))
                .startsWith("errors/s")
                .contains("kernel dropped 0")
                .endsWith("by bounced  live");
        assertThat(lines.get(2)).isEqualTo(" DESTINATION           PROCESS            SENT BOUNCED  TOLD NEVER LAST");
        assertThat(lines.get(3))
                .isEqualTo(" 127.0.0.1:8125        statsd-cl…[4811]     12      12   12?     0 refused   1 s");
        assertThat(lines.get(4))
                .isEqualTo(" 127.0.0.1:53          resolver[977]         5       5     0     5 refused   1 s");
        assertThat(lines.get(5)).isEqualTo(" 127.0.0.1:443         curl[5120]            1       0     0     0");
        assertThat(lines).anyMatch(line -> line.startsWith("── all rows ──"));
        assertThat(lines).anyMatch(line -> line.contains("127.0.0.1:45117 → 127.0.0.1:443"));
        assertThat(lines.get(23)).startsWith(" q quit  ↑↓ row  / filter");
    }

    @Test
    void theTimelineIsThatOfTheChosenRow() {
        traffic();
        draw(100, 40);
        state.press(Key.of(Kind.DOWN));
        state.press(Key.of(Kind.DOWN));
        List<String> lines = text(100, 40);

        assertThat(lines.get(4)).startsWith(">127.0.0.1:53 ");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("── 127.0.0.1:53  resolver[977]  port unreachable (3/3) ──"));
        assertThat(lines.subList(12, 39))
                .noneMatch(line -> line.contains(":8125"))
                .anyMatch(line -> line.contains("bounced #"));
        assertThat(lines)
                .as("explained once, and not here")
                .noneMatch(line -> line.contains("is told at its next call"));
    }

    @Test
    void aNarrowScreenKeepsWhatMattersMost() {
        traffic();
        List<String> lines = text(40, 12);

        assertThat(lines).hasSize(12);
        assertThat(lines.get(0)).endsWith("5 NEVER");
        assertThat(lines.get(2)).isEqualTo(" DESTINATION               BOUNCED NEVER");
        assertThat(lines.get(4)).isEqualTo(" 127.0.0.1:53                    5     5");
        assertThat(lines.get(11)).startsWith(" q quit");
    }

    @Test
    void aWideScreenHasDelaysAndBars() {
        traffic();
        List<String> lines = text(120, 40);

        assertThat(lines.get(2)).endsWith("LAST             DELAY ERRORS/s");
        assertThat(lines.get(3)).contains(" 13 µs ").contains("█");
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40", "40, 12", "200, 60", "20, 5", "1, 1", "60, 16", "99, 17", "100, 18"})
    void noLineIsWiderThanTheScreen(int width, int height) {
        events.refuse(
                events.send(1, LiveEvents.process("日本語日本語日本\u001b[2J", 1_234_567)),
                LiveEvents.fate(Verdict.NEVER_TOLD, Basis.KERNEL));
        traffic();
        for (int port = 1000; port < 1100; port++) {
            events.send(port, null);
        }
        draw(width, height);
        for (String keys : List.of("", "jjj", "/a very long text that does not fit", "s")) {
            keys.chars().forEach(key -> state.press(Key.of(key)));
            state.press(Key.of(Kind.ENTER));
            List<String> lines = draw(width, height);
            assertThat(lines).hasSize(height).allMatch(line -> Cells.width(line) <= width);
            state.press(Key.of(Kind.ESCAPE));
        }
    }

    @Test
    void namesCannotMoveTheCursor() {
        SocketOwner evil = LiveEvents.process("a\u001b[2Jb\u202e", 1);
        events.refuse(events.send(1, evil), LiveEvents.fate(Verdict.NEVER_TOLD, Basis.KERNEL));
        draw(200, 40);
        state.press(Key.of(Kind.DOWN));
        List<String> lines = draw(200, 40);

        assertThat(lines).allMatch(line -> SGR.matcher(line).replaceAll("").indexOf('\u001b') < 0);
        assertThat(lines.get(3)).contains("a\\x1b[2Jb\\u202e[1]");
    }

    @Test
    void withoutColorThereIsNoneAndTheNeverToldStandOut() {
        traffic();
        draw(80, 24);
        List<String> lines = painter(false, false).lines(state, capture, 80, 24);

        assertThat(lines)
                .allMatch(line -> SGR.matcher(line).results().allMatch(sgr -> List.of("0", "1", "2", "7", "1;7")
                        .contains(sgr.group(1))));
        assertThat(lines.get(4)).contains("\u001b[1;7m5\u001b[0m");
    }

    @Test
    void aTerminalWithoutUtf8HasAscii() {
        traffic();
        draw(120, 40);
        assertThat(painter(true, true).lines(state, capture, 120, 40))
                .allMatch(line -> line.chars().allMatch(c -> c < 0x7f));
    }

    @Test
    void newRowsAreReversedForTwoSeconds() {
        events.send(1, null);
        assertThat(draw(80, 24).get(3)).startsWith("\u001b[7m");
        nowNs += 2 * SECOND_NS;
        assertThat(draw(80, 24).get(3)).startsWith(" 127.0.0.1:1 ");
    }

    @Test
    void stateAndLossesAreSaid() {
        assertThat(text(80, 24)).contains(" no datagram so far");
        traffic();
        for (int port = 1000; port < 1100; port++) {
            events.send(port, null);
        }
        draw(80, 24);
        state.press(Key.of('p'));
        List<String> lines = text(80, 24);
        assertThat(lines.get(1)).endsWith("PAUSED");
        assertThat(lines).anyMatch(line -> line.matches(" … 1 to [0-9]+ of 103 rows"));

        state.press(Key.of('/'));
        state.press(Key.of('x'));
        state.press(Key.of('x'));
        lines = text(80, 24);
        assertThat(lines).contains(" no row has this text").anyMatch(line -> line.startsWith(" filter: xx"));
        assertThat(painter(true, false)
                        .lines(state, new ScreenPainter.Capture(0, 1234), 80, 24)
                        .get(1))
                .contains("kernel dropped 1 234");
    }

    @Test
    void whatIsWrittenHasAllRowsAndNoAttributes() {
        traffic();
        for (int port = 1000; port < 1100; port++) {
            events.send(port, null);
        }
        draw(80, 24);
        List<String> lines = painter(true, false).text(state, capture, 120);

        assertThat(lines).noneMatch(line -> line.contains("\u001b"));
        assertThat(lines.stream().filter(line -> line.startsWith(" 127.0.0.1:")))
                .hasSize(103);
        assertThat(lines).anyMatch(line -> line.startsWith("── all rows"));
    }
}
