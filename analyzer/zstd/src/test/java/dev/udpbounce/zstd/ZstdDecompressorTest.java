// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.zstd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.udpbounce.capture.DecompressionMemory;
import dev.udpbounce.capture.Decompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ZstdDecompressorTest {
    private static final long SEED = 1_060;
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void isFoundByItsFormat() {
        assertThat(ServiceLoader.load(Decompressor.class))
                .anySatisfy(each -> assertThat(each.format()).isEqualTo("zstd"));
    }

    @Test
    void joinsFramesAndSkipsThoseThatAreToBeSkipped() throws IOException {
        byte[] plain = plain(300_000);
        byte[] skippable = HEX.parseHex("502a4d1804000000deadbeef");

        byte[] joined = join(
                skippable,
                join(
                        Zstd.compress(Arrays.copyOf(plain, 70_000)),
                        join(skippable, Zstd.compress(Arrays.copyOfRange(plain, 70_000, 300_000)))));

        assertThat(open(joined).readAllBytes()).isEqualTo(plain);
    }

    @Test
    void givesWhatStandsBeforeACutAndThenFails() throws IOException {
        byte[] plain = plain(1_000_000);
        byte[] compressed = Zstd.compress(plain);

        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream content = open(Arrays.copyOf(compressed, compressed.length / 2));

        assertThatThrownBy(() -> content.transferTo(read)).isInstanceOf(IOException.class);
        // A block has up to 128 KiB.
        assertThat(read.size()).isBetween(1_000_000 / 2 - (1 << 17), 1_000_000);
        assertThat(read.toByteArray()).isEqualTo(Arrays.copyOf(plain, read.size()));
    }

    @Test
    void givesWhatStandsBeforeABrokenBlockAndThenFails() throws IOException {
        byte[] plain = plain(1_000_000);
        byte[] compressed = Zstd.compress(plain);
        Arrays.fill(compressed, compressed.length / 2, compressed.length / 2 + 70_000, (byte) 0xff);

        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream content = open(compressed);

        assertThatThrownBy(() -> content.transferTo(read)).isInstanceOf(IOException.class);
        assertThat(read.size()).isGreaterThan(300_000);
    }

    @Test
    void refusesAWindowOfMoreThan128Mib() {
        // RFC 8878, section 3.1.1.1.2: the upper 5 bits are the exponent of the window less 10, here 2^28
        byte[] frame = HEX.parseHex("28b52ffd" + "00" + "90" + "010000");

        assertThatThrownBy(() -> open(frame).readAllBytes()).hasMessageContaining("too much memory");
    }

    private static InputStream open(byte... compressed) throws IOException {
        return new ZstdDecompressor()
                .open(
                        new ByteArrayInputStream(compressed),
                        new DecompressionMemory(ZstdDecompressor.LONGEST_WINDOW_OCTETS));
    }

    /** Returns octets that can be compressed, but only partly. */
    private static byte[] plain(int length) {
        byte[] plain = new byte[length];
        Random random = new Random(SEED);
        for (int i = 0; i < length; i++) {
            plain[i] = (byte) random.nextInt(16);
        }
        return plain;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
