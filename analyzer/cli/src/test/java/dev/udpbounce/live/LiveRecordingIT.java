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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files that a live capture records, whatever happens to it. */
@Timeout(180)
class LiveRecordingIT {
    /** Sends datagrams of 1000 octets at about 2 000 a second for a number of seconds. */
    private static final String TRAFFIC = """
            import socket, time
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            end = time.time() + %s
            while time.time() < end:
                s.sendto(b'x' * 1000, ('127.0.0.1', 1060))
                time.sleep(.0005)
            """;

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
        lab.python(TRAFFIC.formatted("1"));
        live.signal("INT");
        Ended ended = live.await();

        CapturedFile captured = CapturedFile.read(file);
        assertThat(captured.damaged()).isFalse();
        assertThat(captured.packets()).isPositive();
        assertThat(ended.err()).contains(captured.packets() + " packets, ");
        assertThat(captured.report().droppedByKernel()).isZero();
    }

    @Test
    void aKilledCaptureLeavesAllButItsLastSecond() throws Exception {
        for (int round = 0; round < 5; round++) {
            Path file = folder.resolve("k" + round);
            Running live = lab.live("-i", "lo", "-q", "-w", file.toString());
            lab.python(TRAFFIC.formatted("2"));
            long endNs = Clock.nowNs();
            live.signal("KILL");
            live.process().waitFor();

            CapturedFile captured = CapturedFile.read(file);
            assertThat(captured.damaged()).isFalse();
            assertThat(endNs - captured.lastNs()).isLessThan(1_000_000_000L);
            lab.run("tcpdump", "-nr", file.toString(), "-w", "/dev/null");
            long frames = lab.run("tshark", "-nr", file.toString(), "-T", "fields", "-e", "frame.number")
                    .lines()
                    .filter(line -> line.matches("[0-9]+"))
                    .count();
            assertThat(frames).isEqualTo(captured.packets());
        }
    }

    @Test
    void aFullDiskIsToldAndLeavesAWholeFile() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        lab.run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString());
        try {
            Path file = disk.resolve("a.pcapng");
            Running live = lab.live("-i", "lo", "-q", "-w", file.toString());
            lab.python(TRAFFIC.formatted("1"));
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
        lab.python(TRAFFIC.formatted("2"));
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
        lab.python(TRAFFIC.formatted("3"));
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(files("t")).hasSize(2);
    }

    @Test
    void aFileThatWasMovedIsOpenedAnew() throws Exception {
        Path file = folder.resolve("a.pcapng");
        Running live = lab.live("-i", "lo", "-T", "ndjson", "-w", file.toString());
        lab.python(TRAFFIC.formatted("0.1"));
        live.awaitOut("udp_send");
        live.signal("HUP");
        TimeUnit.MILLISECONDS.sleep(500);
        Path moved = Files.move(file, folder.resolve("a.old"));
        live.signal("HUP");
        for (int i = 0; i < 500 && !Files.exists(file); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        lab.python(TRAFFIC.formatted("0.1"));
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
