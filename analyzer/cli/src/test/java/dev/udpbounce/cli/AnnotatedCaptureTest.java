// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.PcapngForge.Option;
import dev.udpbounce.fixtures.UdpForge;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An annotated capture is the capture with comments, and nothing else. */
class AnnotatedCaptureTest {
    private static final String PROGRAM_ONE = Captures.file("program-one").toString();
    private static final List<String> OURS = List.of("bounced", "perhaps bounced", "caused by", "repeats");
    private static final int SECTION_HEADER = 28;
    private static final int NAMES = 4;
    private static final int SECRETS = 10;

    @TempDir
    private Path folder;

    static Stream<Path> captures() {
        return Captures.all().stream()
                .map(folder -> Captures.file(folder.getFileName().toString()));
    }

    @Test
    void theDatagramAndTheErrorNameEachOther() throws IOException {
        List<PcapngBlock> packets = packets(annotated(PROGRAM_ONE));

        assertThat(packets.get(0).comments()).containsExactly("bounced: port unreachable (3/3) in frame 2 after 13 µs");
        assertThat(packets.get(1).comments())
                .singleElement()
                .asString()
                .startsWith("caused by frame 1 (exact); errno 111 ECONNREFUSED on Linux: a connected socket is told");
    }

    @ParameterizedTest
    @MethodSource("captures")
    void withoutOurCommentsTheBlocksAreThoseOfTheCapture(Path capture) throws IOException {
        byte[] annotated = annotated(capture.toString());

        if (capture.toString().endsWith(".pcapng")) {
            assertThat(stripped(annotated)).isEqualTo(PcapngBlock.of(Files.readAllBytes(capture)));
        } else {
            assertThat(packets(annotated)).hasSize(framesOf(capture));
        }
    }

    @Test
    void whatUdpbounceDoesNotReadIsKeptInEitherByteOrder() throws IOException {
        PcapngForge forge = PcapngForge.empty();
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            int port = order == ByteOrder.BIG_ENDIAN ? 53 : 5353;
            byte[] alone = section(PcapngForge.empty().section(order), port).bytes();
            section(forge.section(order, 1, 0, alone.length - SECTION_HEADER), port);
        }
        Path file = Files.write(folder.resolve("in.pcapng"), forge.bytes());

        byte[] annotated = annotated(file.toString());

        assertThat(stripped(annotated)).isEqualTo(PcapngBlock.of(forge.bytes()));
        List<PcapngBlock> packets = packets(annotated);
        assertThat(packets.get(0).comments()).hasSize(2).first().isEqualTo("sent by hand");
        assertThat(packets.get(0).comments().get(1))
                .startsWith("bounced")
                .endsWith("port unreachable (3/3) in frame 2 after 5 ms");
        assertThat(packets.get(1).comments()).singleElement().asString().startsWith("caused by frame 1 (tuple)");
        assertThat(packets.get(3).comments().get(1)).contains("in frame 5");
        assertThat(packets.get(4).comments()).singleElement().asString().startsWith("caused by frame 4 (tuple)");
    }

    private static PcapngForge section(PcapngForge section, int port) {
        UdpForge datagram = Packets.udp4("192.0.2.1", 4000, "192.0.2.2", port);
        byte[] out = datagram.bytes();
        byte[] back = Packets.portUnreachable(datagram).bytes();
        return section.iface(LinkType.RAW, 0, Option.ifName("eth0"), Option.filter("udp or icmp"))
                .block(NAMES, new byte[] {1, 2, 3, 4})
                .enhanced(0, 1_000_000, out, Option.comment("sent by hand"), Option.flags(2))
                .block(SECRETS, new byte[] {5, 6, 7, 8})
                .enhanced(0, 1_005_000, back)
                .custom(4711, (byte) 1, (byte) 2)
                .simple(new byte[20], 20)
                .statistics(0, 2_000_000, Option.dropped(3));
    }

    @Test
    void framesAreNumberedOnFromFileToFile() throws IOException {
        Path second = Files.copy(Captures.file("port-unreachable-v6"), folder.resolve("second.pcap"));
        List<PcapngBlock> packets = packets(annotated(PROGRAM_ONE, second.toString()));

        assertThat(packets.get(1).comments()).singleElement().asString().startsWith("caused by frame 1 (");
        assertThat(packets.stream().skip(2).flatMap(packet -> packet.comments().stream()))
                .isNotEmpty()
                .allMatch(comment -> !comment.contains("frame 1 ") && !comment.contains("frame 2 "));
    }

    @Test
    void anAnnotatedCaptureIsNotAnnotatedAgain() throws IOException {
        Path once = Files.write(folder.resolve("once.pcapng"), annotated(PROGRAM_ONE));

        assertThat(annotated(once.toString())).isEqualTo(Files.readAllBytes(once));
    }

    @Test
    void aLimitOfPacketsEndsTheCopyToo() throws IOException {
        assertThat(packets(annotated("-c", "1", PROGRAM_ONE))).hasSize(1);
    }

    @Test
    void whatCannotBeReadAgainIsRefused() throws IOException {
        CommandLineRun run = new CommandLineRun.Builder()
                .in(Files.readAllBytes(Path.of(PROGRAM_ONE)))
                .run("read", "-o", folder.resolve("out.pcapng").toString(), "-");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("the input '-' cannot be read again; write it to a file first");
        assertThat(folder.resolve("out.pcapng")).doesNotExist();
    }

    @Test
    void tsharkShowsTheComments() throws Exception {
        Path file = Files.write(folder.resolve("out.pcapng"), annotated(PROGRAM_ONE));
        Process tshark;
        try {
            tshark = new ProcessBuilder("tshark", "-nr", file.toString(), "-Y", "frame.comment contains \"bounced\"")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assertThat(System.getenv("UDPBOUNCE_REQUIRE_LIVE")).as("%s", e).isNotEqualTo("1");
            assumeTrue(false, "there is no tshark");
            return;
        }
        String lines = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(tshark.waitFor()).isZero();
        assertThat(lines.lines()).singleElement().asString().contains("1060");
    }

    /** Returns the annotated copy of the inputs of a command line. */
    private byte[] annotated(String... inputs) throws IOException {
        Path file = folder.resolve("annotated.pcapng");
        String[] line = Stream.concat(Stream.of("read", "-q", "-o", file.toString()), Stream.of(inputs))
                .toArray(String[]::new);
        CommandLineRun.of(line);
        return Files.readAllBytes(file);
    }

    private static List<PcapngBlock> stripped(byte[] file) {
        return PcapngBlock.of(file).stream().map(block -> block.without(OURS)).toList();
    }

    private static List<PcapngBlock> packets(byte[] file) {
        return PcapngBlock.of(file).stream().filter(PcapngBlock::isPacket).toList();
    }

    private static int framesOf(Path capture) {
        String out =
                CommandLineRun.of("read", "-q", "--json", capture.toString()).out();
        return Integer.parseInt(out.replaceAll("(?s).*\"summary\":\\{\"packets\":(\\d+).*", "$1"));
    }
}
