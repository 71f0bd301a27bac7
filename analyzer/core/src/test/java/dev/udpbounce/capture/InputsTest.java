// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {
    private static final byte[] FRAME = {1, 2, 3, 4, 5};
    private static final byte[] OTHER = {6, 7};

    @TempDir
    Path folder;

    @Test
    void opensOneFile() throws Exception {
        Path file = PcapForge.micros().record(1_000, FRAME).write(path("a.pcap"));

        try (FrameSource source = CaptureFiles.open(file.toString())) {
            Reading reading = Reading.of(source);
            assertThat(reading.octets()).containsExactly("0102030405");
            assertThat(reading.report().name()).isEqualTo(file.toString());
        }
    }

    @Test
    void mergesFilesByTimeAndTellsThemApart() throws Exception {
        Path late = PcapForge.micros().record(2_000, FRAME).record(4_000, FRAME).write(path("late.pcap"));
        Path early = PcapngForge.littleEndian()
                .iface(LinkType.RAW, 0)
                .enhanced(0, 1, OTHER)
                .enhanced(0, 3, OTHER)
                .write(path("early.pcapng"));

        try (FrameSource source = CaptureFiles.open(List.of(late.toString(), early.toString()))) {
            Reading reading = Reading.of(source);
            assertThat(reading.octets()).containsExactly("0607", "0102030405", "0607", "0102030405");
            assertThat(reading.packets().stream().map(Reading.Packet::number)).containsExactly(1L, 1L, 2L, 2L);
            assertThat(reading.packets().stream().map(each -> each.origin().file()))
                    .containsExactly(early.toString(), late.toString(), early.toString(), late.toString());
            assertThat(reading.packets().stream().map(each -> each.origin().id()))
                    .containsExactly(0, 1, 0, 1);
            assertThat(reading.reports().stream().map(CaptureReport::name))
                    .containsExactly(late.toString(), early.toString());
        }
    }

    @Test
    void goesOnWithTheOthersWhereOneFileIsBroken() throws Exception {
        Path broken = PcapForge.micros().record(1_000, FRAME).raw((byte) 0).write(path("broken.pcap"));
        Path whole = PcapForge.micros().record(2_000, OTHER).write(path("whole.pcap"));

        try (Inputs inputs = inputs(broken, path("missing.pcap"), whole);
                FrameSource source = inputs.frames()) {
            Reading reading = Reading.of(source);
            assertThat(reading.octets()).containsExactly("0102030405", "0607");
            assertThat(reading.reports().get(0).damage()).hasSize(1);
            assertThat(reading.reports().get(1).damage()).isEmpty();
            assertThat(inputs.unreadable()).singleElement().satisfies(each -> assertThat(each)
                    .hasMessage("no such file"));
        }
    }

    @Test
    void refusesAllWhereOneMustBeReadAndCannot() throws Exception {
        String file = PcapForge.micros().write(path("a.pcap")).toString();
        String missing = path("b.pcap").toString();

        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> CaptureFiles.open(List.of(file, missing)))
                .withMessage("no such file")
                .matches(each -> each.file().equals(missing));
    }

    @Test
    void refusesAnEmptyFileAndOneThatIsNoCapture() throws Exception {
        Path empty = Files.createFile(path("empty.pcap"));
        Path text = Files.writeString(path("notes.txt"), "no packets here");
        Path section = Files.writeString(path("lines.txt"), "\n\r\r\n" + "x".repeat(100));

        assertThat(refusals(empty, text, section))
                .containsExactly("empty file", "not a capture file", "not a capture file");
    }

    @Test
    void refusesAFileThatMayNotBeRead() throws Exception {
        Path file = PcapForge.micros().write(path("secret.pcap"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "a privileged user reads everything");

        assertThat(refusals(file)).containsExactly("permission denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "", "a\nb"})
    void refusesAnOddNameInOneLine(String name) {
        try (Inputs inputs = Inputs.open(List.of(name))) {
            assertThat(inputs.unreadable()).singleElement().satisfies(each -> {
                assertThat(each.file()).isEqualTo(name);
                assertThat(each.getMessage()).doesNotContain("\n");
            });
        }
    }

    @Test
    void readsTheCapturesOfAFolderByName() throws Exception {
        Path b = PcapForge.micros().record(1_000, OTHER).write(path("set/b"));
        Path a = PcapForge.micros().record(1_000, FRAME).write(path("set/a"));
        PcapForge.micros().write(path("set/deeper/c"));
        Path notes = Files.writeString(path("set/notes.txt"), "no packets here");
        Path empty = Files.createFile(path("set/z"));

        try (Inputs inputs = inputs(path("set"));
                FrameSource source = inputs.frames()) {
            assertThat(inputs.readable().stream().map(Input::name)).containsExactly(a.toString(), b.toString());
            assertThat(inputs.unreadable()).isEmpty();
            assertThat(inputs.warnings())
                    .containsExactly(notes + ": not a capture file, passed over", empty + ": empty file, passed over");
            assertThat(Reading.of(source).octets()).containsExactly("0102030405", "0607");
        }
    }

    @Test
    void tellsOfACaptureInAFolderThatCannotBeRead() throws Exception {
        Path cut = Files.write(
                path("set/cut.pcap"), Arrays.copyOf(PcapForge.micros().bytes(), 4));

        try (Inputs inputs = inputs(path("set"))) {
            assertThat(inputs.unreadable()).singleElement().satisfies(each -> {
                assertThat(each.file()).isEqualTo(cut.toString());
                assertThat(each).hasMessage("file header cut: 4 of 24 octets");
            });
        }
    }

    @Test
    void refusesAFolderWithoutCaptures() throws Exception {
        Files.createDirectory(path("none"));
        Files.createDirectory(path("notes"));
        Files.writeString(path("notes/a.txt"), "no packets here");

        assertThat(refusals(path("none"), path("notes")))
                .containsExactly("no capture file in it", "no capture file in it");
    }

    @Test
    void deliversTheSameFramesAndOriginsInASecondPass() throws Exception {
        Path first =
                PcapForge.micros().record(1_000, FRAME).record(3_000, OTHER).write(path("a.pcap"));
        Path second = PcapngForge.bigEndian()
                .iface(LinkType.RAW, 0)
                .iface(LinkType.EN10MB, 0)
                .enhanced(1, 2, FRAME)
                .enhanced(0, 3, FRAME)
                .raw((byte) 1)
                .write(path("b.pcapng"));

        try (Inputs inputs = inputs(first, second)) {
            assertThat(inputs.rereadable()).isTrue();
            Reading one = read(inputs);
            Reading two = read(inputs);
            assertThat(two).isEqualTo(one);
            for (int i = 0; i < one.packets().size(); i++) {
                assertThat(two.packets().get(i).origin())
                        .isSameAs(one.packets().get(i).origin());
            }
        }
    }

    @Test
    void startsASecondPassAtTheFirstFrameThoughTheFirstPassWasLeft() throws Exception {
        Path file = PcapForge.micros().record(1_000, FRAME).record(2_000, OTHER).write(path("a.pcap"));

        try (Inputs inputs = inputs(file)) {
            try (FrameSource left = inputs.frames()) {
                assertThat(left.next(new Frame())).isTrue();
            }
            assertThat(read(inputs).octets()).containsExactly("0102030405", "0607");
        }
    }

    @Test
    void endsTheSecondPassWhereTheFirstOneEndedThoughTheFileHasGrown() throws Exception {
        Path file = PcapForge.micros().record(1_000, FRAME).write(path("a.pcap"));
        byte[] more = PcapForge.micros().record(2_000, OTHER).bytes();

        try (Inputs inputs = inputs(file)) {
            Reading one = read(inputs);
            Files.write(file, more, StandardOpenOption.APPEND);
            assertThat(read(inputs)).isEqualTo(one);
        }
    }

    @Test
    void tellsOfAFileThatHasShrunkBetweenThePasses() throws Exception {
        Path file = PcapForge.micros().record(1_000, FRAME).write(path("a.pcap"));

        try (Inputs inputs = inputs(file)) {
            read(inputs);
            Files.write(file, new byte[0]);
            Reading two = read(inputs);
            assertThat(two.packets()).isEmpty();
            assertThat(two.damage()).containsExactly("0: record 1: file header cut!");
        }
    }

    @Test
    void readsMoreFilesAtATimeThanMayBeOpen() throws Exception {
        List<Path> files = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        int count = 3 * OpenFiles.MOST;
        for (int i = 0; i < count; i++) {
            PcapForge forge = PcapForge.micros();
            for (int j = 0; j < 3; j++) {
                // More than a window, so that each file needs further reads.
                forge.record((1 + j * count + i) * 1_000L, new byte[100_000]);
                expected.add("f" + (j * count + i) % count);
            }
            files.add(forge.write(path("f" + i)));
        }

        try (Inputs inputs = inputs(files.toArray(Path[]::new));
                FrameSource source = inputs.frames()) {
            Frame frame = new Frame();
            List<String> seen = new ArrayList<>();
            while (source.next(frame)) {
                seen.add(Path.of(String.valueOf(frame.origin().file()))
                        .getFileName()
                        .toString());
            }
            assertThat(seen).hasSize(3 * count).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(seen.subList(0, count)).doesNotHaveDuplicates();
            assertThat(source.reports()).hasSize(count).allMatch(each -> each.packets() == 3);
        }
    }

    @Test
    void tellsOfAFileThatIsReplacedBeforeItsTurn() throws Exception {
        Path first = PcapForge.micros().record(1_000, FRAME).write(path("a.pcap"));
        Path second = PcapForge.micros().record(2_000, OTHER).write(path("b.pcap"));

        try (Inputs inputs = inputs(first, second)) {
            Files.move(first, path("c.pcap"));
            PcapForge.micros().record(3_000, FRAME).write(first);
            Reading reading = read(inputs);
            assertThat(reading.octets()).containsExactly("0607");
            assertThat(reading.reports().get(0).damage()).singleElement().satisfies(each -> {
                assertThat(each.reason()).isEqualTo("was replaced by another file while it was read");
                assertThat(each.fatal()).isTrue();
            });
        }
    }

    @Test
    void saysOfFilesThatWereNotReachedWhatTheirHeadsSay() throws Exception {
        Path first = PcapForge.micros().record(1_000, FRAME).write(path("a.pcap"));
        Path second = PcapForge.micros().record(2_000, OTHER).write(path("b.pcap"));

        try (Inputs inputs = inputs(first, second);
                FrameSource source = inputs.frames()) {
            assertThat(source.next(new Frame())).isTrue();
            assertThat(source.reports())
                    .extracting(CaptureReport::name)
                    .containsExactly(first.toString(), second.toString());
            assertThat(source.reports()).extracting(CaptureReport::packets).containsExactly(1L, 0L);
            assertThat(source.reports().get(1).linkTypes())
                    .isEqualTo(source.reports().get(0).linkTypes());
        }
    }

    @Test
    void readsStandardInputOnce() {
        byte[] file = PcapForge.micros().record(1_000, FRAME).bytes();

        try (Inputs inputs = Inputs.open(List.of("-", "-"), Channels.newChannel(new ByteArrayInputStream(file)))) {
            assertThat(inputs.rereadable()).isFalse();
            Reading reading = read(inputs);
            assertThat(reading.octets()).containsExactly("0102030405");
            assertThat(reading.report().name()).isEqualTo("-");
            assertThat(reading.packets().get(0).origin().file()).isEqualTo("-");
            assertThat(inputs.unreadable()).singleElement().satisfies(each -> assertThat(each)
                    .hasMessage("can be read only once"));
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(inputs::frames);
        }
    }

    @Test
    void deliversWhatAPipeHoldsBeforeItGoesOn() throws Exception {
        byte[] file = PcapForge.micros().record(1_000, FRAME).bytes();
        Dribble pipe = new Dribble(file);

        try (Input input = Input.open("-", pipe, new Workspace());
                FrameSource source = input.frames()) {
            assertThat(source.next(new Frame())).isTrue();
            assertThat(pipe.taken()).isEqualTo(file.length);
            assertThat(pipe.asked()).as("reads behind the last octet").isZero();
        }
    }

    @Test
    void keepsWhatStandsBeforeAReadError() throws Exception {
        byte[] pcap = PcapForge.micros().record(1_000, FRAME).bytes();
        byte[] pcapng = PcapngForge.littleEndian()
                .iface(LinkType.RAW, 0)
                .enhanced(0, 1, FRAME)
                .bytes();

        for (byte[] whole : List.of(pcap, pcapng)) {
            for (int more = 0; more < 12; more++) {
                byte[] file = Arrays.copyOf(whole, whole.length + more);
                Reading reading = readWithFault(file);
                assertThat(reading.octets()).containsExactly("0102030405");
                assertThat(reading.report().damage())
                        .singleElement()
                        .extracting(Damage::offset, Damage::reason, Damage::fatal)
                        .containsExactly((long) file.length, "Input/output error", true);
            }
        }
    }

    private static Reading readWithFault(byte... file) throws UnreadableException {
        Dribble failing = new Dribble(file, new IOException("Input/output error"));
        try (Input input = Input.open("-", failing, new Workspace(64));
                FrameSource source = input.frames()) {
            return Reading.of(source);
        }
    }

    private Path path(String name) throws IOException {
        Path path = folder.resolve(name);
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return path;
    }

    private static Inputs inputs(Path... files) {
        return Inputs.open(Stream.of(files).map(Path::toString).toList());
    }

    private static Reading read(Inputs inputs) {
        try (FrameSource source = inputs.frames()) {
            return Reading.of(source);
        }
    }

    private static List<String> refusals(Path... files) {
        try (Inputs inputs = inputs(files)) {
            assertThat(inputs.readable()).isEmpty();
            return inputs.unreadable().stream()
                    .map(UnreadableException::getMessage)
                    .map(String::valueOf)
                    .toList();
        }
    }
}
