// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.zstd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.udpbounce.capture.DecompressionMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWindowsTest {
    private static final int WINDOW_LOG = 20;
    private static final byte[] SKIPPABLE = HexFormat.of().parseHex("5a2a4d1804000000deadbeef");

    private final DecompressionMemory memory = new DecompressionMemory(1L << WINDOW_LOG);

    @Test
    void handsOnEveryOctetAndTakesTheWidestWindowUntilItIsClosed() throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(SKIPPABLE);
        data.write(Zstd.compress(new byte[1000]));
        data.write(windowed(1_500_000));
        data.write(SKIPPABLE);
        data.write(Zstd.compress(new byte[300_000]));

        FrameWindows windows = new FrameWindows(new ByteArrayInputStream(data.toByteArray()), memory);

        assertThat(drain(windows, new Random(1))).isEqualTo(data.toByteArray());
        assertThat(memory.taken()).isEqualTo(1 << WINDOW_LOG);
        windows.close();
        assertThat(memory.taken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void handsOnWhateverItMeets(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] valid = windowed(200_000);
        for (int i = 0; i < 500; i++) {
            byte[] data = valid.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                data[random.nextInt(random.nextBoolean() ? 24 : data.length)] = (byte) random.nextInt();
            }
            int length = random.nextBoolean() ? data.length : random.nextInt(data.length);

            FrameWindows windows =
                    new FrameWindows(new ByteArrayInputStream(data, 0, length), new DecompressionMemory(1L << 40));

            assertThat(drain(windows, random)).hasSize(length).isEqualTo(Arrays.copyOf(data, length));
        }
    }

    @Test
    void refusesAFrameForWhoseWindowThereIsNoRoomBehindThoseBeforeIt() throws IOException {
        DecompressionMemory shared = new DecompressionMemory(3L << WINDOW_LOG);
        shared.take(5L << (WINDOW_LOG - 1));
        byte[] first = Zstd.compress(new byte[1000]);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(first);
        data.write(windowed(1_500_000));

        InputStream windows = new FrameWindows(new ByteArrayInputStream(data.toByteArray()), shared);

        assertThat(windows.readNBytes(first.length)).isEqualTo(first);
        assertThatThrownBy(windows::readAllBytes)
                .isInstanceOf(IOException.class)
                .hasMessage("not enough memory to decompress it: 1 MiB are wanted, and of the 3 MiB that decompression"
                        + " may take, half of the Java heap (-Xmx), 0 are left");
        windows.close();
        assertThat(shared.taken()).isEqualTo(5L << (WINDOW_LOG - 1));
    }

    /** Returns a frame without a content size in its header, with a window of 1 MiB. */
    private static byte[] windowed(int length) throws IOException {
        byte[] plain = new byte[length];
        new Random(7).nextBytes(plain);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(compressed)) {
            out.setLong(WINDOW_LOG);
            out.setChecksum(true);
            out.write(plain);
        }
        return compressed.toByteArray();
    }

    private static byte[] drain(InputStream from, Random random) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[5000];
        int read = 0;
        while (read >= 0) {
            all.write(some, 0, read);
            read = random.nextInt(8) == 0 ? oneOf(from, some) : from.read(some, 0, 1 + random.nextInt(some.length));
        }
        return all.toByteArray();
    }

    private static int oneOf(InputStream from, byte... into) throws IOException {
        int octet = from.read();
        into[0] = (byte) octet;
        return octet < 0 ? -1 : 1;
    }
}
