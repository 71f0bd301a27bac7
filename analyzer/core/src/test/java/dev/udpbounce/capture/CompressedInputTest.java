// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.udpbounce.fixtures.PcapForge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CompressedInputTest {
    private static final long SEED = 1_060;
    private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final String GZIP = "gz";
    private static final String BZIP2 = "bzip2";
    private static final String LZ4 = "lz4-framed";
    private static final String XZ = "xz";

    @ParameterizedTest
    @ValueSource(strings = {GZIP, BZIP2, LZ4, XZ})
    void readsWhatThePlainFileHolds(String format) throws Exception {
        byte[] plain = capture(500);
        Reading expected = read(plain);

        Reading reading = read(compress(format, plain));

        assertThat(reading).isEqualTo(expected);
        assertThat(reading.packets()).hasSize(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {GZIP, BZIP2, LZ4, XZ})
    void joinsMembers(String format) throws Exception {
        byte[] plain = capture(200);
        byte[] first = compress(format, Arrays.copyOf(plain, 5_000));
        byte[] second = compress(format, Arrays.copyOfRange(plain, 5_000, plain.length));

        assertThat(read(join(first, second))).isEqualTo(read(plain));
    }

    @ParameterizedTest
    @ValueSource(strings = {GZIP, BZIP2, LZ4, XZ})
    void keepsWhatStandsBeforeACutAndNeverCallsItWhole(String format) throws Exception {
        byte[] plain = capture(12);
        Reading whole = read(plain);
        byte[] compressed = compress(format, plain);

        for (int length = 4; length < compressed.length; length++) {
            Reading reading = readOrNothing(Arrays.copyOf(compressed, length));

            int kept = reading.packets().size();
            assertThat(reading.packets()).isEqualTo(whole.packets().subList(0, kept));
            if (!reading.reports().isEmpty()) {
                assertThat(reading.damage()).hasSize(1);
                assertThat(reading.damage().get(0)).endsWith("!");
            }
        }
    }

    @Test
    void keepsMostOfWhatStandsBeforeACutOfGzip() throws Exception {
        byte[] compressed = compress(GZIP, capture(20_000));

        Reading reading = read(Arrays.copyOf(compressed, compressed.length / 2));

        assertThat(reading.packets()).hasSizeGreaterThan(9_000);
        assertThat(reading.damage()).singleElement().asString().endsWith("gzip: content cut!");
    }

    @Test
    void keepsEverythingOfAMemberWhoseChecksumIsWrong() throws Exception {
        byte[] plain = capture(20_000);
        byte[] compressed = compress(GZIP, plain);
        compressed[compressed.length - 8] ^= 1;

        Reading reading = read(compressed);

        assertThat(reading.packets()).isEqualTo(read(plain).packets());
        assertThat(reading.damage())
                .singleElement()
                .asString()
                .startsWith(plain.length + ": record 20001: gzip: ")
                .endsWith("!");
    }

    @ParameterizedTest
    @ValueSource(strings = {GZIP, BZIP2, LZ4, XZ})
    void tellsOfGarbageBehindTheCompressedData(String format) throws Exception {
        byte[] plain = capture(20);

        Reading reading = read(join(compress(format, plain), new byte[] {1, 2, 3, 4, 5, 6, 7}));

        assertThat(reading.packets()).isEqualTo(read(plain).packets());
        assertThat(reading.damage()).hasSize(1);
    }

    @Test
    void keepsWhatStandsBeforeACutOfXz() throws Exception {
        // An xz stream has chunks of at most 2 MiB, each of which is read as a whole.
        byte[] plain = capture(100_000);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new XZOutputStream(compressed, new LZMA2Options(/* preset= */ 0))) {
            out.write(plain);
        }

        Reading reading = read(Arrays.copyOf(compressed.toByteArray(), compressed.size() - 100));

        assertThat(reading.packets()).hasSizeGreaterThan(60_000);
        assertThat(reading.damage()).singleElement().asString().endsWith("xz: content cut!");
    }

    @Test
    void refusesADictionaryThatTakesMuchOfTheHeap() throws Exception {
        byte[] compressed = compress(XZ, capture(1));
        // After the stream header (12 octets), the block header: its size in words minus one, flags, filter 21 with one
        // octet of properties, where 37 means a dictionary of 1.5 GiB; padding, and a CRC 32.
        int block = 12;
        int checksumAt = block + 4 * (compressed[block] & 0xff);
        compressed[block + 4] = 37;
        CRC32 checksum = new CRC32();
        checksum.update(compressed, block, checksumAt - block);
        ByteBuffer.wrap(compressed).order(ByteOrder.LITTLE_ENDIAN).putInt(checksumAt, (int) checksum.getValue());

        assertThat(refusal(compressed)).isEqualTo("xz: 1572968 KiB of memory would be needed; limit was 131072 KiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {BZIP2, LZ4, XZ})
    void takesMemoryOfTheCommonOneAndGivesItBack(String format) throws Exception {
        byte[] plain = capture(500);
        DecompressionMemory memory = new DecompressionMemory(1L << 30);
        byte[] compressed = compress(format, plain);
        Compression compression = Objects.requireNonNull(
                Compression.of(ByteBuffer.wrap(compressed).getInt()));

        InputStream content =
                Objects.requireNonNull(compression.open(new ByteArrayInputStream(compressed), List.of(), memory));

        assertThat(content.readNBytes(100)).isEqualTo(Arrays.copyOf(plain, 100));
        assertThat(memory.taken()).isGreaterThan(4 << 20);
        content.close();
        assertThat(memory.taken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {BZIP2, LZ4, XZ})
    void saysHowMuchMemoryThereIsWhereOthersHaveTakenIt(String format) throws Exception {
        DecompressionMemory memory = new DecompressionMemory(10 << 20);
        memory.take(9 << 20);
        byte[] compressed = compress(format, capture(500));
        Compression compression = Objects.requireNonNull(
                Compression.of(ByteBuffer.wrap(compressed).getInt()));

        Throwable refused = catchThrowable(
                () -> Objects.requireNonNull(compression.open(new ByteArrayInputStream(compressed), List.of(), memory))
                        .readAllBytes());

        assertThat(Faults.ofDecompressor(format, refused))
                .contains(
                        ": not enough memory to decompress it: ",
                        " MiB are wanted, and of the 10 MiB that decompression may take");
        assertThat(memory.taken()).isLessThan(10 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {GZIP, BZIP2, LZ4, XZ})
    void deliversTheSameFramesInASecondPass(String format) throws Exception {
        byte[] compressed = compress(format, capture(500));
        byte[] cut = Arrays.copyOf(compressed, compressed.length - 10);

        for (byte[] content : List.of(compressed, cut)) {
            try (Input input = rewindable(content)) {
                assertThat(input.rereadable()).isTrue();
                Reading first = Reading.of(input.frames());

                assertThat(Reading.of(input.frames())).isEqualTo(first);
            }
        }
    }

    @Test
    void findsASecondPassCheapOnlyIfDecompressionIsFast() throws Exception {
        for (String format : List.of(GZIP, BZIP2, LZ4, XZ)) {
            try (Input input = rewindable(compress(format, capture(1)))) {
                assertThat(input.isFastToReread()).isEqualTo(format.equals(LZ4));
            }
        }
        try (Input input = rewindable(capture(1))) {
            assertThat(input.isFastToReread()).isTrue();
        }
    }

    @Test
    void refusesCompressedDataThatAreNoCapture() throws Exception {
        assertThat(refusal(compress(GZIP, new byte[0]))).isEqualTo("empty file");
        assertThat(refusal(compress(GZIP, new byte[100]))).isEqualTo("not a capture file");
        assertThat(refusal(compress(GZIP, Arrays.copyOf(capture(1), 10))))
                .isEqualTo("file header cut: 10 of 24 octets");
        assertThat(refusal(compress(BZIP2, compress(GZIP, capture(1))))).isEqualTo("not a capture file");
    }

    @Test
    void refusesCompressedDataThatAreBrokenFromTheStart() {
        assertThat(refusal(0x1f, 0x8b, 7, 0)).isEqualTo("gzip: Unsupported compression method 7 in the .gz header");
        assertThat(refusal(0x1f, 0x8b, 8, 0)).isEqualTo("gzip: content cut");
    }

    @ParameterizedTest
    @CsvSource({"28b52ffd, zstd", "502a4d18, zstd", "5f2a4d18, zstd"})
    void namesAFormatThatItCannotDecompress(String magic, String format) {
        byte[] octets = HexFormat.of().parseHex(magic);

        assertThat(refusal(octets)).isEqualTo(format + "-compressed: not supported by this build");
    }

    @Test
    void findsARegisteredDecompressor(@TempDir Path folder) throws Exception {
        byte[] plain = capture(20);
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Decompressor.class.getName()), NoCompression.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader withService =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(withService);
            assertThat(read(join(ZSTD_MAGIC, plain))).isEqualTo(read(plain));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Treats the octets after the magic number as compressed. */
    public static final class NoCompression implements Decompressor {
        @Override
        public String format() {
            return "zstd";
        }

        @Override
        public InputStream open(InputStream compressed, DecompressionMemory memory) throws IOException {
            compressed.skipNBytes(ZSTD_MAGIC.length);
            return compressed;
        }
    }

    private static byte[] capture(int frames) {
        Random random = new Random(SEED);
        PcapForge forge = PcapForge.nanos();
        for (int i = 0; i < frames; i++) {
            byte[] frame = new byte[random.nextInt(100)];
            random.nextBytes(frame);
            forge.record(i + 1L, frame);
        }
        return forge.bytes();
    }

    private static byte[] compress(String format, byte[] plain) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new CompressorStreamFactory().createCompressorOutputStream(format, compressed)) {
            out.write(plain);
        } catch (CompressorException e) {
            throw new IOException(e);
        }
        return compressed.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static Reading read(byte... file) throws UnreadableException {
        try (Input input = open(file);
                FrameSource source = input.frames()) {
            return Reading.of(source);
        }
    }

    private static Reading readOrNothing(byte... file) {
        try {
            return read(file);
        } catch (UnreadableException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return new Reading(List.of(), List.of());
        }
    }

    private static Input open(byte... file) throws UnreadableException {
        var channel = Channels.newChannel(new ByteArrayInputStream(file));
        return Input.open(Reading.FILE, channel, new Workspace(1 << 14));
    }

    private static Input rewindable(byte... file) throws IOException {
        var content = OpenedContent.open(() -> Channels.newChannel(new ByteArrayInputStream(file)));
        return Input.open(Reading.FILE, content, new Workspace(1 << 14));
    }

    private static String refusal(byte... file) {
        return String.valueOf(catchThrowableOfType(UnreadableException.class, () -> open(file))
                .getMessage());
    }

    private static String refusal(int... octets) {
        byte[] file = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            file[i] = (byte) octets[i];
        }
        return refusal(file);
    }
}
