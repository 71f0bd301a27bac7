// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Inputs;
import dev.udpbounce.capture.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which frames have which comments, in which file. */
@EnabledOnOs(OS.LINUX)
class CommentedRecordingTest implements Recording.Listener {
    private static final Origin LO = new Origin(0, null, "lo", 1, 0, 9);
    private static final int OCTETS = 1000;
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private static final String ELSEWHERE = "a frame that is not in this file";

    @TempDir
    private Path folder;

    private final List<String> reported = new ArrayList<>();
    private long nowNs;
    private long timeNs = SECOND;
    private long number;
    private long unsettled = Long.MAX_VALUE;
    private @Nullable CommentedRecording begun;

    @Override
    public void failed(String file, IOException fault) {
        reported.add(fault.getMessage());
    }

    @Override
    public void incomplete(String file, String text) {
        reported.add(text);
    }

    private void begin(long holdNs, long octets, long rotateNs, int files) throws IOException {
        begin(holdNs, octets, rotateNs, files, 1 << 20);
    }

    private void begin(long holdNs, long octets, long rotateNs, int files, long mostHeld) throws IOException {
        String name = folder.resolve(rotateNs > 0 ? "r%s" : "r").toString();
        RecordingPlan plan = new RecordingPlan(name, octets, rotateNs, files, true, holdNs, ZoneOffset.UTC, "test");
        Recording made = new Recording(plan, List.of(LO), List::of, this, () -> nowNs);
        made.open();
        begun = new CommentedRecording(made, mostHeld);
        begun.awaiting(() -> unsettled);
    }

    private CommentedRecording recording() {
        return Objects.requireNonNull(begun);
    }

    /** Takes a frame, comments while it is analyzed, and returns whether it was taken. */
    private boolean frame(Runnable comments) {
        Frame frame = new Frame();
        byte[] octets = new byte[OCTETS];
        octets[0] = (byte) (number + 1);
        frame.wrap(ByteBuffer.wrap(octets), 0, OCTETS, OCTETS, timeNs, ++number, LO);
        boolean taken = recording().take(0, frame);
        if (taken) {
            comments.run();
            recording().analyzed();
            octets[0] = -1; // lent no longer
        }
        return taken;
    }

    private void frame() {
        assertThat(frame(() -> {})).isTrue();
    }

    private void pass(long ns) {
        timeNs += ns;
        nowNs += ns;
    }

    /** Takes an error that is about an earlier frame, and comments on both. */
    private void errorAbout(long datagram) {
        long error = number + 1;
        assertThat(frame(() -> comment(datagram, error))).isTrue();
    }

    private void comment(long datagram, long error) {
        recording().comment(error, "caused by " + CommentedRecording.reference(datagram));
        recording().comment(datagram, "bounced in " + CommentedRecording.reference(error));
    }

    /** Returns {@code number: comment} of every frame of a file; the number is the one in the capture. */
    private List<String> file(String name) throws IOException {
        List<String> frames = new ArrayList<>();
        try (Inputs inputs = Inputs.open(List.of(folder.resolve(name).toString()));
                FrameSource source = inputs.frames()) {
            Frame frame = new Frame();
            while (source.next(frame)) {
                int first = frame.octets().get(frame.offset());
                frames.add(first + (frame.comment() == null ? "" : ": " + frame.comment()));
            }
        }
        return frames;
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void theErrorAlwaysHasItsCommentAndTheDatagramWithinTheHold() throws IOException {
        begin(100 * MS, 0, 0, 0);
        frame();
        pass(60 * MS);
        frame();
        pass(60 * MS);
        frame();
        errorAbout(1);
        errorAbout(2);
        recording().close();

        assertThat(file("r"))
                .containsExactly("1", "2: bounced in frame 5", "3", "4: caused by frame 1", "5: caused by frame 2");
    }

    @Test
    void withoutAHoldEveryFrameIsWrittenWhenItIsAnalyzed() throws IOException {
        begin(0, 0, 0, 0);
        frame();
        assertThat(file("r")).containsExactly("1");
        errorAbout(1);
        assertThat(file("r")).containsExactly("1", "2: caused by frame 1");
        recording().close();
        assertThat(file("r")).hasSize(2);
    }

    @Test
    void anErrorThatWaitsForItsCauseHoldsItselfAndWhatFollows() throws IOException {
        begin(0, 0, 0, 0);
        frame();
        unsettled = 2;
        frame();
        frame();
        recording().tick(true);
        assertThat(file("r")).containsExactly("1");

        unsettled = Long.MAX_VALUE;
        comment(3, 2);
        recording().tick(false);
        assertThat(file("r")).containsExactly("1", "2: caused by frame 3", "3: bounced in frame 2");
        frame();
        assertThat(file("r")).hasSize(4);
        recording().close();
    }

    @Test
    void aDatagramWithinTheHoldWaitsForAnErrorThatWaits() throws IOException {
        begin(100 * MS, 0, 0, 0);
        frame();
        pass(90 * MS);
        unsettled = 2;
        frame();
        pass(20 * MS);
        frame();
        assertThat(file("r")).isEmpty();
        comment(1, 2);
        unsettled = Long.MAX_VALUE;
        frame();
        assertThat(file("r")).containsExactly("1: bounced in frame 2");
        recording().close();
        assertThat(file("r")).hasSize(4);
    }

    @Test
    void silenceEndsTheHold() throws IOException {
        begin(100 * MS, 0, 0, 0);
        frame();
        nowNs += 90 * MS;
        recording().tick(true);
        assertThat(file("r")).isEmpty();
        nowNs += 100 * MS;
        recording().tick(false);
        assertThat(file("r")).as("packets may be waiting").isEmpty();
        recording().tick(true);
        assertThat(file("r")).hasSize(1);
        recording().close();
    }

    @Test
    void numbersAreThoseOfTheFile() throws IOException {
        begin(SECOND, 3 * OCTETS, 0, 0);
        frame();
        frame();
        frame();
        errorAbout(3); // the fourth begins the next file
        frame();
        errorAbout(5);
        recording().close();

        assertThat(file("r")).containsExactly("1", "2", "3: bounced in " + ELSEWHERE);
        assertThat(file("r1"))
                .containsExactly("4: caused by " + ELSEWHERE, "5: bounced in frame 3", "6: caused by frame 2");
    }

    @Test
    void commentsCountForTheSizeOfAFile() throws IOException {
        begin(SECOND, 3 * OCTETS, 0, 0);
        frame();
        frame();
        recording().comment(1, "x".repeat(2 * OCTETS));
        frame();
        frame();
        recording().close();

        assertThat(file("r1")).containsExactly("3", "4");
    }

    @Test
    void aFrameBelongsToTheFileOfTheTimeWhenItCame() throws IOException {
        begin(SECOND, 0, 2 * SECOND, 0);
        pass(1900 * MS);
        frame();
        pass(200 * MS);
        errorAbout(1);
        assertThat(files()).hasSize(1);
        pass(2 * SECOND);
        frame();
        recording().close();

        List<Path> all = files();
        assertThat(all).hasSize(3);
        assertThat(file(all.get(0).getFileName().toString())).containsExactly("1: bounced in " + ELSEWHERE);
        assertThat(file(all.get(1).getFileName().toString())).containsExactly("2: caused by " + ELSEWHERE);
        assertThat(file(all.get(2).getFileName().toString())).containsExactly("3");
    }

    @Test
    void whatIsHeldWhenTheLastFileIsOverIsInIt() throws IOException {
        begin(10 * SECOND, 0, 2 * SECOND, 2);
        frame();
        pass(2 * SECOND);
        frame();
        pass(SECOND);
        errorAbout(2);
        assertThat(recording().complete()).isFalse();
        pass(SECOND);
        assertThat(frame(() -> {})).isFalse();
        assertThat(recording().complete()).isTrue();
        recording().close();

        List<Path> all = files();
        assertThat(all).hasSize(2);
        assertThat(file(all.get(0).getFileName().toString())).containsExactly("1");
        assertThat(file(all.get(1).getFileName().toString()))
                .containsExactly("2: bounced in frame 2", "3: caused by frame 1");
    }

    @Test
    void theTimeOfTheLastFileEndsWithoutAPacketToo() throws IOException {
        begin(10 * SECOND, 0, 2 * SECOND, 1);
        frame();
        pass(2 * SECOND);
        recording().tick(true);
        assertThat(recording().complete()).isTrue();
        recording().close();

        assertThat(file(files().get(0).getFileName().toString())).containsExactly("1");
    }

    @Test
    void whatIsHeldGoesToTheFileThatWasMoved() throws IOException {
        begin(SECOND, 0, 0, 0);
        frame();
        Files.move(folder.resolve("r"), folder.resolve("old"));
        recording().askReopen();
        recording().tick(false);
        errorAbout(1);
        recording().close();

        assertThat(file("old")).containsExactly("1: bounced in " + ELSEWHERE);
        assertThat(file("r")).containsExactly("2: caused by " + ELSEWHERE);
        assertThat(reported).isEmpty();
    }

    @Test
    void aFileThatWasMovedIsOpenedAgainWhenNothingIsHeldAnyMore() throws IOException {
        begin(SECOND, 0, 0, 0);
        frame();
        Files.move(folder.resolve("r"), folder.resolve("old"));
        recording().askReopen();
        recording().tick(true);
        assertThat(folder.resolve("r")).doesNotExist();
        nowNs += 2 * SECOND;
        recording().tick(true);
        assertThat(file("r")).isEmpty();
        assertThat(file("old")).containsExactly("1");
        recording().close();
    }

    @Test
    void memoryCutsTheHoldShortAndNothingIsLost() throws IOException {
        begin(SECOND, 0, 0, 0, 5 * OCTETS);
        for (int i = 0; i < 20; i++) {
            frame();
        }
        assertThat(file("r")).hasSizeBetween(15, 19);
        assertThat(recording().cutShort()).isEqualTo(file("r").size());
        recording().close();

        assertThat(file("r")).hasSize(20);
        assertThat(reported).isEmpty();
    }

    @Test
    void aFrameHasNoMoreThanSomeComments() throws IOException {
        begin(SECOND, 0, 0, 0);
        frame();
        for (int i = 0; i < 20; i++) {
            recording().comment(1, "perhaps");
        }
        recording().close();

        assertThat(file("r").get(0)).endsWith("perhaps\nand 4 more comments, for which there is no room");
    }

    @Test
    void aFileThatCannotBeOpenedLosesWhatBelongsToItAndNumbersStayRight() throws IOException {
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        begin(0, 3 * OCTETS, 0, 0);
        frame();
        frame();
        frame();
        Files.move(folder, away);
        frame();
        Files.move(away, folder);
        nowNs += 2 * SECOND;
        frame();
        errorAbout(5);
        errorAbout(4);
        recording().close();

        assertThat(file("r1")).containsExactly("5", "6: caused by frame 1", "7: caused by " + ELSEWHERE);
        assertThat(reported).last().isEqualTo("1 packets before this file are in no file");
    }
}
