// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.kernel.sys.Libc;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The files of a recording in a folder that other users can write to. */
@EnabledOnOs(OS.LINUX)
class RecordingTest implements Recording.Listener {
    private static final Origin LO = new Origin(0, null, "lo", 1, 0, 9);
    private static final int OCTETS = 1000;
    /** Packets per file at the size limit, not counting the one that exceeds it. */
    private static final int PER_FILE = 10;

    @TempDir
    private Path folder;

    private final List<String> reported = new ArrayList<>();
    private final Frame frame = new Frame();
    private long nowNs;
    private long number;
    private Path base;

    @BeforeEach
    void nameFile() {
        base = folder.resolve("r");
    }

    @Override
    public void failed(String file, IOException fault) {
        reported.add(Path.of(file).getFileName() + ": " + fault.getMessage());
    }

    @Override
    public void incomplete(String file, String text) {
        reported.add(Path.of(file).getFileName() + ": " + text);
    }

    private CommentedRecording recording(long octets, int files) throws IOException {
        RecordingPlan plan = new RecordingPlan(base.toString(), octets, 0, files, false, 0, ZoneOffset.UTC, "test");
        Recording recording = new Recording(plan, List.of(LO), List::of, this, () -> nowNs);
        recording.open();
        return new CommentedRecording(recording);
    }

    private void packets(CommentedRecording recording, int count) {
        for (int i = 0; i < count; i++) {
            frame.wrap(ByteBuffer.allocate(OCTETS), 0, OCTETS, OCTETS, 1_000_000_000, ++number, LO);
            assertThat(recording.take(0, frame)).isTrue();
            recording.analyzed();
        }
    }

    private long inFile(int number) throws IOException {
        return CapturedFile.read(folder.resolve(number == 0 ? "r" : "r" + number))
                .packets();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void filesAreTheirOwnersAlone() throws IOException {
        CommentedRecording recording = recording(PER_FILE * OCTETS, 0);
        packets(recording, PER_FILE + 1);
        recording.close();

        assertThat(mode(folder.resolve("r"))).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("r1"))).isEqualTo("rw-------");
        assertThat(reported).isEmpty();
    }

    @Test
    void aNamedFileThatExistsIsEmptiedAndKeepsItsMode() throws IOException {
        Files.write(base, new byte[1 << 20]);
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rw-r-----"));
        CommentedRecording recording = recording(0, 0);
        packets(recording, 3);
        recording.close();

        assertThat(inFile(0)).isEqualTo(3);
        assertThat(mode(base)).isEqualTo("rw-r-----");
    }

    @Test
    void aPlantedPipeNeitherHoldsTheRecordingUpNorGetsPackets() throws IOException, InterruptedException {
        CommentedRecording recording = recording(PER_FILE * OCTETS, 0);
        makeFifo(folder.resolve("r1"));
        packets(recording, 2 * PER_FILE);
        recording.close();

        assertThat(reported).containsExactly("r1: is no regular file");
        assertThat(inFile(0) + inFile(2)).isEqualTo(2 * PER_FILE);
    }

    @Test
    void aPlantedLinkIsNotFollowed() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "precious");
        CommentedRecording recording = recording(PER_FILE * OCTETS, 0);
        Files.createSymbolicLink(folder.resolve("r1"), target);
        packets(recording, 2 * PER_FILE);
        recording.close();

        assertThat(reported).containsExactly("r1: is a symbolic link, which is not followed");
        assertThat(target).hasContent("precious");
        assertThat(inFile(0) + inFile(2)).isEqualTo(2 * PER_FILE);
    }

    @Test
    void aPlantedFileGetsNoPackets() throws IOException {
        CommentedRecording recording = recording(PER_FILE * OCTETS, 0);
        Path planted = Files.createFile(folder.resolve("r1"));
        Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rw-rw-rw-"));
        Object key = Files.readAttributes(planted, "unix:ino").get("ino");
        try (var reading = Files.newInputStream(planted)) {
            packets(recording, 2 * PER_FILE);
            recording.close();
            assertThat(reading.read()).as("what is in the planted file").isEqualTo(-1);
        }

        assertThat(mode(planted)).isEqualTo("rw-------");
        assertThat(Files.readAttributes(planted, "unix:ino").get("ino"))
                .isNotNull()
                .isNotEqualTo(key);
        assertThat(inFile(0) + inFile(1)).isEqualTo(2 * PER_FILE);
    }

    @Test
    void anotherUsersFileIsNotWritten() throws IOException {
        assumeTrue(Libc.calls().geteuid() == 0, "needs root's rights");
        Files.createFile(base);
        Files.setAttribute(base, "unix:uid", 65_534);
        assertThatIOException().isThrownBy(() -> recording(0, 0)).withMessage("belongs to another user");

        Files.delete(base);
        CommentedRecording recording = recording(PER_FILE * OCTETS, 0);
        Path planted = Files.createFile(folder.resolve("r1"));
        Files.setAttribute(planted, "unix:uid", 65_534);
        packets(recording, 2 * PER_FILE);
        recording.close();
        assertThat(reported).containsExactly("r1: belongs to another user");
        assertThat(planted).isEmptyFile();
        assertThat(inFile(0) + inFile(2)).isEqualTo(2 * PER_FILE);
    }

    @Test
    void aFirstFileThatIsNoneIsRefusedAtOnce() throws IOException {
        Files.createDirectory(base);
        assertThatIOException().isThrownBy(() -> recording(0, 0)).withMessage("is neither a file nor a pipe");
    }

    @Test
    void anotherUsersPipeIsNotWritten() throws IOException, InterruptedException {
        assumeTrue(Libc.calls().geteuid() == 0, "needs root's rights");
        makeFifo(base);
        Files.setAttribute(base, "unix:uid", 65_534);
        assertThatIOException().isThrownBy(() -> recording(0, 0)).withMessage("belongs to another user");
    }

    @Test
    void aPipeThatTheUserNamesIsOpenedWhenItHasAReader() throws Exception {
        makeFifo(base);
        FutureTask<Long> reader = new FutureTask<>(() -> {
            try (InputStream in = Files.newInputStream(base)) {
                return in.transferTo(OutputStream.nullOutputStream());
            }
        });
        new Thread(reader, "reader").start();
        CommentedRecording recording = recording(0, 0);
        packets(recording, 3);
        recording.close();

        assertThat(reader.get()).isGreaterThan(3 * OCTETS);
        assertThat(reported).isEmpty();
    }

    private static void makeFifo(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void packetsThatAreInNoFileAreCountedAndTheRecordingGoesOn() throws IOException {
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        CommentedRecording recording = recording(PER_FILE * OCTETS, 0);
        packets(recording, PER_FILE);
        Files.move(folder, away);
        packets(recording, 7);
        nowNs += 1_100_000_000;
        packets(recording, 4);
        Files.move(away, folder);
        packets(recording, 5);
        nowNs += 1_100_000_000;
        packets(recording, 6);
        recording.close();

        assertThat(reported).hasSize(2);
        assertThat(reported.get(0)).startsWith("r1: ");
        long missing = 7 + 4 + 5 - (inFile(0) - PER_FILE);
        assertThat(reported.get(1)).isEqualTo("r1: " + missing + " packets before this file are in no file");
        assertThat(inFile(1)).isEqualTo(6);
    }

    @Test
    void whatIsMissingAtTheEndIsReportedToo() throws IOException {
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        CommentedRecording recording = recording(PER_FILE * OCTETS, 0);
        Files.move(folder, away);
        packets(recording, 2 * PER_FILE);
        recording.close();
        Files.move(away, folder);

        assertThat(reported).hasSize(2);
        assertThat(reported.get(1)).isEqualTo("r1: " + (2 * PER_FILE - inFile(0)) + " packets are in no file");
    }

    @Test
    void theOldestOfARingGivesWay() throws IOException {
        CommentedRecording recording = recording(PER_FILE * OCTETS, 2);
        packets(recording, 5 * PER_FILE);
        recording.close();

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("r0", "r1");
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void afterHangUpAMissingFolderCostsOnlyThePacketsMeanwhile() throws IOException {
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        CommentedRecording recording = recording(0, 0);
        packets(recording, 2);
        Files.move(folder, away);
        recording.askReopen();
        recording.tick(false);
        packets(recording, 3);
        Files.move(away, folder);
        Files.delete(base);
        nowNs += 1_100_000_000;
        recording.tick(false);
        packets(recording, 4);
        recording.close();

        assertThat(inFile(0)).isEqualTo(4);
        assertThat(reported.get(1)).isEqualTo("r: 3 packets before this file are in no file");
        assertThat(Set.copyOf(reported)).hasSize(2);
    }
}
