// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.PcapngForge.Option;
import java.io.ByteArrayInputStream;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comments on packets, interfaces and sections. */
class CommentsTest {
    private static final byte[] FRAME = new byte[61];
    private static final int WINDOW = 1 << 16;

    private static PcapngForge forge(boolean bigEndian) {
        return (bigEndian ? PcapngForge.bigEndian() : PcapngForge.littleEndian()).iface(LinkType.EN10MB, 0);
    }

    private static FrameSource source(byte[] file) throws UnreadableException {
        var channel = Channels.newChannel(new ByteArrayInputStream(file));
        return Input.open("some.pcap", channel, new Workspace(WINDOW)).frames();
    }

    /** The comment of each frame, or an empty text. Batches and single frames must agree. */
    private static List<String> comments(byte[] file) throws UnreadableException {
        List<String> comments = new ArrayList<>();
        Frame frame = new Frame();
        FrameSource frames = source(file);
        while (frames.next(frame)) {
            comments.add(Objects.requireNonNullElse(frame.comment(), ""));
        }
        List<String> inBatches = new ArrayList<>();
        FrameBatch batch = new FrameBatch();
        FrameSource batches = source(file);
        while (batches.nextBatch(batch, FrameBatch.CAPACITY)) {
            for (int i = 0; i < batch.size(); i++) {
                batch.frame(i, frame);
                inBatches.add(Objects.requireNonNullElse(frame.comment(), ""));
            }
        }
        assertThat(inBatches).isEqualTo(comments);
        assertThat(batches.reports()).isEqualTo(frames.reports());
        return comments;
    }

    private static CaptureReport report(byte[] file) throws UnreadableException {
        FrameSource frames = source(file);
        Frame frame = new Frame();
        while (frames.next(frame)) {
            assertThat(frame.capturedLength()).isPositive();
        }
        return frames.reports().get(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thoseOfAPacketAreItsLines(boolean bigEndian) throws Exception {
        byte[] file = forge(bigEndian)
                .enhanced(0, 1, FRAME)
                .enhanced(0, 2, FRAME, Option.comment("it hung here"))
                .enhanced(0, 3, FRAME)
                .enhanced(0, 4, FRAME, Option.flags(1), Option.comment("one"), Option.comment("zwei\nü"))
                .obsolete(0, 0, 5, FRAME, FRAME.length, Option.comment("old"))
                .enhanced(0, 6, FRAME, Option.comment(""))
                .simple(FRAME, FRAME.length)
                .bytes();

        assertThat(comments(file)).containsExactly("", "it hung here", "", "one\nzwei\nü", "old", "", "");
    }

    @Test
    void aClassicCaptureHasNone() throws Exception {
        assertThat(comments(PcapForge.micros().record(1, FRAME).record(2, FRAME).bytes()))
                .containsExactly("", "");
    }

    @Test
    void longOnesAreCut() throws Exception {
        String kilobyte = "x".repeat(1024);
        byte[] file = forge(false)
                .enhanced(0, 1, FRAME, Option.comment(kilobyte))
                .enhanced(0, 2, FRAME, Option.comment(kilobyte + "y"))
                .enhanced(0, 3, FRAME, Option.comment(kilobyte), Option.comment("z"), Option.comment("z"))
                .enhanced(0, 4, FRAME, Option.comment("z".repeat(1000)), Option.comment(kilobyte))
                .bytes();

        assertThat(comments(file))
                .containsExactly(
                        kilobyte, kilobyte + "…", kilobyte + "\n…", "z".repeat(1000) + "\n" + "x".repeat(24) + "…");
    }

    @Test
    void otherOptionsDoNotEndABatch() throws Exception {
        FrameSource frames = source(forge(false)
                .enhanced(0, 1, FRAME, Option.flags(1))
                .enhanced(0, 2, FRAME, Option.flags(2))
                .enhanced(0, 3, FRAME)
                .enhanced(0, 4, FRAME, Option.flags(2), Option.comment("odd"))
                .enhanced(0, 5, FRAME)
                .bytes());
        FrameBatch batch = new FrameBatch();

        assertThat(frames.nextBatch(batch, FrameBatch.CAPACITY)).isTrue();
        assertThat(batch.size()).isEqualTo(3);
        assertThat(frames.nextBatch(batch, FrameBatch.CAPACITY)).isTrue();
        assertThat(batch.size()).isEqualTo(2);
    }

    @Test
    void aPacketIsKeptWhoseOptionsAreLongerThanItsBlock() throws Exception {
        byte[] file = forge(false)
                .enhanced(0, 1, FRAME)
                .enhanced(0, 2, FRAME, Option.comment("kept"), Option.lying(2, 0xffff))
                .enhanced(0, 3, FRAME)
                .bytes();

        assertThat(comments(file)).containsExactly("", "kept", "");
        assertThat(report(file).damage()).isEmpty();
        assertThat(report(file).warnings()).containsExactly("an option of a packet is longer than its block");
    }

    @Test
    void aFrameKeepsItsCommentWhereItIsMovedAndMerged() throws Exception {
        FrameSource commented = SkewedSource.of(
                source(forge(false)
                        .enhanced(0, 1, FRAME, Option.comment("odd"))
                        .enhanced(0, 3, FRAME)
                        .bytes()),
                2_000);
        FrameSource other = source(forge(true).enhanced(0, 2, FRAME).bytes());
        FrameSource merged = MergedSource.of(List.of(commented, other));
        Frame frame = new Frame();

        assertThat(merged.next(frame)).isTrue();
        assertThat(frame.comment()).isNull();
        assertThat(merged.next(frame)).isTrue();
        assertThat(frame.timeNs()).isEqualTo(3_000);
        assertThat(frame.comment()).isEqualTo("odd");
        assertThat(merged.next(frame)).isTrue();
        assertThat(frame.comment()).isNull();
    }

    @Test
    void thoseOfSectionsAndInterfacesAreReportedOnce() throws Exception {
        byte[] file = PcapngForge.empty()
                .section(ByteOrder.LITTLE_ENDIAN, Option.comment("rack 7"), Option.comment("night"))
                .iface(LinkType.EN10MB, 0, Option.ifName("eth0"), Option.comment("mirror port"))
                .enhanced(0, 1, FRAME)
                .section(ByteOrder.BIG_ENDIAN, Option.comment("rack 8"))
                .iface(LinkType.EN10MB, 0, Option.comment("mirror port"))
                .enhanced(0, 1, FRAME)
                .bytes();

        assertThat(report(file).comments()).containsExactly("rack 7\nnight", "mirror port", "rack 8");
        assertThat(report(file).warnings()).isEmpty();
    }

    @Test
    void ofThoseOfInterfacesOnlySoManyAreKept() throws Exception {
        PcapngForge forge = PcapngForge.littleEndian();
        for (int i = 0; i < 101; i++) {
            forge.iface(LinkType.EN10MB, 0, Option.comment("interface " + i));
        }
        CaptureReport report = report(forge.enhanced(0, 1, FRAME).bytes());

        assertThat(report.comments()).hasSize(100).startsWith("interface 0").endsWith("interface 99");
        assertThat(report.warnings())
                .containsExactly("more than 100 comments of sections and interfaces: only the first are kept");
    }
}
