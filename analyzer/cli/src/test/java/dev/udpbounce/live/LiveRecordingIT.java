// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a live capture after any kind of event. */
class LiveRecordingIT {
    /** Sends datagrams of 1000 octets, at most 2 000 per second, while a condition holds. */
    private static final String TRAFFIC = """
            import socket, time
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            end = time.time() + 2
            sent = 0
            while %s:
                s.sendto(b'x' * 1000, ('127.0.0.1', 1060))
                sent += 1
                time.sleep(.0005)
            """;

    private static final String ENDLESS = TRAFFIC.formatted("True");
    private static final int SOME_OCTETS = 100_000;

    private static String traffic(int datagrams) {
        return TRAFFIC.formatted("sent < " + datagrams);
    }

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

    @Test
    void allThatIsSeenIsInTheFile() throws Exception {
        Path file = folder.resolve("a.pcapng");
        Running live = lab.live("-i", "lo", "-q", "-w", file.toString());
        lab.python(traffic(1000));
        live.signal("INT");
        Ended ended = live.await();

        CapturedFile captured = CapturedFile.read(file);
        assertThat(captured.damaged()).isFalse();
        assertThat(captured.packets()).isPositive();
        assertThat(ended.err()).contains(captured.packets() + " packets, ");
        assertThat(captured.report().droppedByKernel()).isZero();
    }

    @Test
    void aKilledCaptureLeavesAWholeFile() throws Exception {
        lab.client(ENDLESS);
        for (int round = 0; round < 5; round++) {
            Path file = folder.resolve("k" + round);
            Running live = lab.live("-i", "lo", "-q", "-w", file.toString());
            LiveLab.until(() -> Files.size(file) > SOME_OCTETS);
            kill(live);

            CapturedFile captured = checked(file);
            assertThat(captured.packets()).isPositive();
        }
    }

    /** All captured packets are in the file after a while, without an end and without further traffic. */
    @Test
    void aFileIsWrittenWhileTheCaptureGoesOn() throws Exception {
        Path file = folder.resolve("a.pcapng");
        Running live = lab.live("-i", "lo", "-q", "-w", file.toString());
        lab.python(traffic(200));
        LiveLab.until(() -> CapturedFile.read(file).packets() >= 400);
        kill(live);

        assertThat(checked(file).packets()).isEqualTo(400);
    }

    @Test
    void aPipeGetsThePacketsAndEndsTheCaptureWhenItsReaderHasGone() throws Exception {
        Path fifo = folder.resolve("fifo");
        lab.run("mkfifo", fifo.toString());
        Running reader = lab.spawn(List.of("cat", fifo.toString()));
        Running live = lab.live("-i", "lo", "-q", "-w", fifo.toString());
        lab.python(traffic(100));
        LiveLab.until(() -> CapturedFile.read(reader.out()).packets() >= 200);
        kill(reader);
        Ended ended = live.await();

        assertThat(CapturedFile.read(reader.out()).packets()).isEqualTo(200);
        assertThat(ended.status()).as(ended.err()).isEqualTo(141);
        assertThat(ended.err()).doesNotContain("Broken pipe");
    }

    private static void kill(Running live) throws IOException, InterruptedException {
        live.signal("KILL");
        live.process().waitFor();
    }

    /** Returns a file after checking that it is complete, and that tcpdump and tshark agree about it. */
    private CapturedFile checked(Path file) throws IOException, InterruptedException {
        CapturedFile captured = CapturedFile.read(file);
        assertThat(captured.damaged()).isFalse();
        lab.run("tcpdump", "-nr", file.toString(), "-w", "/dev/null");
        long frames = lab.run("tshark", "-nr", file.toString(), "-T", "fields", "-e", "frame.number")
                .lines()
                .filter(line -> line.matches("[0-9]+"))
                .count();
        assertThat(frames).isEqualTo(captured.packets());
        return captured;
    }

    @Test
    void aFullDiskIsToldAndLeavesAWholeFile() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        lab.run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString());
        try {
            Path file = disk.resolve("a.pcapng");
            Running live = lab.live("-i", "lo", "-q", "-w", file.toString());
            lab.python(traffic(1000));
            live.signal("INT");
            Ended ended = live.await();

            CapturedFile captured = CapturedFile.read(file);
            assertThat(ended.status()).isEqualTo(3);
            assertThat(ended.err())
                    .contains("a.pcapng: No space left on device")
                    .contains("packets are not in it");
            assertThat(captured.damaged()).isFalse();
            assertThat(captured.packets()).isPositive();
        } finally {
            lab.run("umount", disk.toString());
        }
    }

    @Test
    void filesBySizeFollowEachOtherAndTheOldestGoes() throws Exception {
        Running live = lab.live("-i", "lo", "-q", "-w", folder.resolve("r").toString(), "-C", "200k", "-W", "3");
        lab.python(traffic(2000));
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(files("r")).hasSize(3);
        for (Path file : files("r")) {
            assertThat(CapturedFile.read(file).damaged()).isFalse();
            assertThat(Files.size(file)).isLessThan(300_000);
        }
    }

    @Test
    void filesByTimeEndTheCaptureWhenTheyAreEnough() throws Exception {
        Running live = lab.live("-i", "lo", "-q", "-w", folder.resolve("t%s").toString(), "-G", "1", "-W", "2");
        lab.client(ENDLESS);
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(files("t")).hasSize(2);
    }

    @Test
    void aFileThatWasMovedIsOpenedAnew() throws Exception {
        Path file = folder.resolve("a.pcapng");
        Running live = lab.live("-i", "lo", "-T", "ndjson", "-w", file.toString());
        lab.python(traffic(100));
        live.awaitOut("udp_send");
        live.signal("HUP");
        TimeUnit.MILLISECONDS.sleep(500);
        Path moved = Files.move(file, folder.resolve("a.old"));
        live.signal("HUP");
        LiveLab.until(() -> Files.exists(file));
        lab.python(traffic(100));
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).isZero();
        CapturedFile first = CapturedFile.read(moved);
        CapturedFile second = CapturedFile.read(file);
        assertThat(first.damaged() || second.damaged()).isFalse();
        assertThat(first.packets()).isPositive();
        assertThat(second.packets()).isPositive();
        assertThat(ended.err()).contains(first.packets() + second.packets() + " packets, ");
    }

    @Test
    void aLinkInTheFilesPlaceIsNotFollowed() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("link.pcapng"), target);
        Ended ended = lab.start("-i", "lo", "-w", link.toString()).await();

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("symbolic link");
        assertThat(target).hasContent("precious");
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().matches(prefix + "[0-9]+"))
                    .toList();
        }
    }
}
