// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static dev.udpbounce.cli.MalformedCase.KEPT;
import static dev.udpbounce.cli.MalformedCase.OTHER;
import static dev.udpbounce.cli.MalformedCase.START_NS;
import static dev.udpbounce.cli.MalformedCase.bounce;
import static dev.udpbounce.cli.MalformedCase.counts;
import static dev.udpbounce.cli.MalformedCase.join;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.udpbounce.fixtures.PcapForge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** Compressed captures, and decompression bombs. */
final class MalformedCompression {
    private static final List<String> FORMATS = List.of("gz", "bzip2", "xz", "lz4-framed", "zstd");
    private static final int DAMAGED = 3;
    private static final int MIB = 1 << 20;
    private static final int BOMB = 128 * MIB;

    private final List<MalformedCase> cases = new ArrayList<>();

    private MalformedCompression() {}

    static List<MalformedCase> all() {
        MalformedCompression compression = new MalformedCompression();
        for (String format : FORMATS) {
            compression.secondMember(format);
            compression.bombs(format);
        }
        compression.headers();
        return compression.cases;
    }

    private static byte[] good() {
        return bounce(PcapForge.micros()).bytes();
    }

    /** Adds files with a valid member that contains a bounce, and a second member that is cut or garbage. */
    private void secondMember(String format) {
        byte[] first = compress(format, good());
        byte[] second = compress(
                format,
                Arrays.copyOfRange(PcapForge.micros().record(START_NS, OTHER).bytes(), 24, 24 + 16 + OTHER.length));
        String offset = "FILE:[0-9]+: record [34]: ";
        for (int length = 1; length < second.length; length++) {
            byte[] file = join(first, Arrays.copyOf(second, length));
            cases.add(new MalformedCase(
                    format + ": second member cut at every octet",
                    Integer.toString(length),
                    () -> file,
                    DAMAGED,
                    "2 packets, 1 sends, 1 errors|3 packets, 2 sends, 1 errors",
                    List.of(Pattern.compile(offset + name(format) + ": .+"))));
        }
        byte[] garbage = join(first, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        cases.add(new MalformedCase(
                format + ": garbage behind the compressed data",
                "12 octets",
                () -> garbage,
                DAMAGED,
                KEPT,
                List.of(Pattern.compile(offset + name(format) + ": .+"))));
        cases.add(MalformedCase.odd(
                "two compressed captures glued together",
                format,
                join(
                        first,
                        compress(
                                format,
                                PcapForge.micros().record(START_NS, OTHER).bytes())),
                counts(3, 2, 1),
                "warning: FILE: captures joined end to end"));
    }

    private void bombs(String format) {
        String family = "decompression bomb";
        cases.add(new MalformedCase(
                family,
                format + ", 128 MiB of zeros",
                compressed(format, good(), new byte[MIB], BOMB / MIB),
                DAMAGED,
                KEPT,
                List.of(Pattern.compile(Pattern.quote("FILE:" + good().length
                        + ": record 3: zeros instead of records: the file was allocated and not filled")))));
        byte[] frame = new byte[16 * MIB];
        byte[] record = PcapForge.micros().record(START_NS, frame).bytes();
        cases.add(MalformedCase.odd(
                family,
                format + ", 8 frames of 16 MiB",
                compressed(format, good(), Arrays.copyOfRange(record, 24, record.length), BOMB / (16 * MIB)),
                counts(10, 1, 1),
                "warning: FILE: record 3: captured length 16777216 is above the snapshot length"));
        byte[] empty = PcapForge.micros().record(START_NS, new byte[0]).bytes();
        int records = 1 << 18;
        cases.add(MalformedCase.odd(
                family,
                format + ", 262 144 empty records",
                compressed(format, good(), Arrays.copyOfRange(empty, 24, empty.length), records),
                counts(2 + records, 1, 1),
                "malformed: link_truncated: " + records));
        byte[] twice = compress(format, compress(format, good()));
        cases.add(MalformedCase.refused("compressed twice", format, twice, "not a capture file"));
    }

    private void headers() {
        String family = "compressed header that asks for memory";
        byte[] name = new byte[64 * MIB];
        Arrays.fill(name, (byte) 'a');
        byte[] endless = join(HexFormat.of().parseHex("1f8b0808000000000003"), name);
        cases.add(MalformedCase.refused(family, "gz, a name of 64 MiB", endless, "gzip: no content in 1048576 octets"));
        cases.add(MalformedCase.refused(
                family,
                "zstd, a window of 1 GiB",
                HexFormat.of().parseHex("28b52ffd00a0010000"),
                "zstd: Frame requires too much memory for decoding"));
    }

    /** Returns the program's name of the format. */
    private static String name(String format) {
        return switch (format) {
            case "gz" -> "gzip";
            case "lz4-framed" -> "lz4";
            default -> format;
        };
    }

    private static byte[] compress(String format, byte[] plain) {
        return compressed(format, plain, new byte[0], 0).get();
    }

    /** Compresses a head and {@code times} copies of a tail. */
    private static Supplier<byte[]> compressed(String format, byte[] head, byte[] tail, int times) {
        return () -> {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (OutputStream out = compressor(format, compressed)) {
                out.write(head);
                for (int i = 0; i < times; i++) {
                    out.write(tail);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return compressed.toByteArray();
        };
    }

    private static OutputStream compressor(String format, OutputStream into) throws IOException {
        if (format.equals("zstd")) {
            return new ZstdOutputStreamNoFinalizer(into);
        }
        try {
            return new CompressorStreamFactory().createCompressorOutputStream(format, into);
        } catch (CompressorException e) {
            throw new IOException(e);
        }
    }
}
