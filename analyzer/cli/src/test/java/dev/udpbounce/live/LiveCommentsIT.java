// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comments in a recording, as tshark shows them. */
class LiveCommentsIT {
    /** Two datagrams of a connected socket to a closed port, which is told of the first by its receive. */
    private static final String CLIENT = """
            import socket, sys
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.connect(('127.0.0.1', 1060))
            for i in range(2):
                s.send(b'hello')
                try:
                    s.recv(9)
                except ConnectionRefusedError:
                    pass
            sys.stdin.read()
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

    /** Returns frame number and comments of each packet, separated by a tabulator. */
    private List<String> comments(Path file) throws IOException, InterruptedException {
        lab.run("capinfos", file.toString());
        return lab.run("tshark", "-nr", file.toString(), "-T", "fields", "-e", "frame.number", "-e", "frame.comment")
                .lines()
                .filter(line -> line.matches("[0-9]+(\t.*)?"))
                .toList();
    }

    @Test
    void withinTheHoldTheDatagramHasACommentToo() throws Exception {
        Path file = folder.resolve("a.pcapng");
        Running live = lab.live("-i", "lo", "-l", "--hold", "30s", "-w", file.toString());
        Running client = lab.client(CLIENT);
        live.awaitOut("unreachable", 2);
        assertThat(Files.size(file)).as("held").isLessThan(500);
        live.signal("TERM");
        Ended ended = live.await();
        client.finish();

        assertThat(ended.status()).as(ended.err()).isZero();
        List<String> frames = comments(file);
        assertThat(frames).hasSize(4);
        assertThat(frames.get(0))
                .startsWith("1\tbounced: port unreachable (3/3) in frame 2 after ")
                .contains("python3[");
        assertThat(frames.get(1)).startsWith("2\tcaused by frame 1 (exact); ").contains("python3[");
        assertThat(frames.get(2)).startsWith("3\tbounced: port unreachable (3/3) in frame 4 after ");
        assertThat(frames.get(3)).startsWith("4\tcaused by frame 3 (exact); ");
        if (live.outSoFar().contains("was told by a receive")) {
            assertThat(frames)
                    .allMatch(frame -> frame.matches(".*python3.[0-9]+. was told by a receive: ECONNREFUSED.*"));
        }
    }

    @Test
    void withoutAHoldTheErrorsHaveCommentsAtOnce() throws Exception {
        Path file = folder.resolve("a.pcapng");
        Running live = lab.live("-i", "lo", "-l", "-U", "-w", file.toString());
        Running client = lab.client(CLIENT);
        LiveLab.until(() -> CapturedFile.read(file).packets() == 4);
        live.signal("INT");
        Ended ended = live.await();
        client.finish();

        assertThat(ended.status()).as(ended.err()).isZero();
        List<String> frames = comments(file);
        assertThat(frames).hasSize(4);
        assertThat(frames.get(0)).isEqualTo("1\t");
        assertThat(frames.get(1)).startsWith("2\tcaused by frame 1 (exact); ");
        assertThat(frames.get(3)).startsWith("4\tcaused by frame 3 (exact); ");
    }

    /** An orphan waits for a better cause, and no packet follows. */
    @Test
    void anErrorThatWaitsInVainHasAComment() throws Exception {
        Path file = folder.resolve("a.pcapng");
        Running live = lab.live("-i", "lo", "-U", "--expire", "1ns", "-w", file.toString());
        Running client = lab.client(CLIENT);
        LiveLab.until(() -> CapturedFile.read(file).packets() == 4);
        live.signal("INT");
        live.await();
        client.finish();

        List<String> frames = comments(file);
        assertThat(frames.get(1)).startsWith("2\tcaused by no captured datagram");
        assertThat(frames.get(3)).startsWith("4\tcaused by no captured datagram");
    }

    @Test
    void filesBySizeHaveTheirOwnNumbersAndEveryPacket() throws Exception {
        Path file = folder.resolve("r");
        Running live = lab.live("-i", "lo", "-q", "--hold", "300ms", "-C", "20k", "-w", file.toString());
        lab.python(LiveLab.settled("""
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(300):
                    s.sendto(b'x' * 200, ('127.0.0.1', 1060))
                """));
        live.signal("INT");
        Ended ended = live.await();

        assertThat(ended.status()).as(ended.err()).isZero();
        List<Path> files;
        try (var all = Files.list(folder)) {
            files = all.filter(path -> path.getFileName().toString().matches("r[0-9]*"))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(3);
        long packets = 0;
        long linked = 0;
        for (Path each : files) {
            List<String> frames = comments(each);
            packets += frames.size();
            for (String line : frames) {
                linked += isLinked(line, frames) ? 1 : 0;
            }
        }
        assertThat(ended.err()).contains(packets + " packets, ");
        assertThat(linked).isPositive();
    }

    /** Returns whether an error names its datagram, after checking that the datagram names the error. */
    private static boolean isLinked(String line, List<String> frames) {
        if (!line.matches("[0-9]+\tcaused by frame [0-9]+ .*")) {
            return false;
        }
        String[] error = line.split("\t", 2);
        int datagram = Integer.parseInt(error[1].split(" ", 5)[3]);
        assertThat(frames.get(datagram - 1)).contains("port unreachable (3/3) in frame " + error[0] + " after");
        return true;
    }
}
