// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.udpbounce.fixtures.PcapForge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Captures that are no files of this machine. */
class OpenedContentTest {
    private static final byte[] FRAME = {1, 2, 3, 4, 5};

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();

    @Test
    void isReadTwiceAndClosed() {
        try (Inputs inputs = Inputs.open(List.of(capture("one", 10), capture("two", 20)), Map.of("two", -15_000L))) {
            assertThat(open).hasValue(0);
            assertThat(inputs.rereadable()).isTrue();
            Reading first;
            try (FrameSource frames = inputs.frames()) {
                first = Reading.of(frames);
            }
            assertThat(first.timesNs()).containsExactly(5_000L, 10_000L);
            assertThat(first.reports()).extracting(CaptureReport::name).containsExactly("one", "two");
            try (FrameSource frames = inputs.frames()) {
                assertThat(Reading.of(frames)).isEqualTo(first);
            }
        }
        assertThat(open).hasValue(0);
        assertThat(opened.get()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void canBeReadAgainIfCompressed() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(PcapForge.micros().record(10_000, FRAME).bytes());
        }
        try (Inputs inputs = Inputs.open(List.of(content("some", compressed.toByteArray())), Map.of())) {
            assertThat(inputs.rereadable()).isTrue();
            assertThat(inputs.isFastToReread()).isFalse();
            for (int pass = 0; pass < 2; pass++) {
                try (FrameSource frames = inputs.frames()) {
                    assertThat(Reading.of(frames).timesNs()).containsExactly(10_000L);
                }
            }
        }
        assertThat(open).hasValue(0);
    }

    @Test
    void isRefusedWithTheReason() {
        NamedContent missing = new NamedContent("missing", () -> {
            throw new IOException("the bucket is closed");
        });
        NamedContent foreign = content("foreign", new byte[100]);
        try (Inputs inputs = Inputs.open(List.of(missing, foreign, capture("good", 1)), Map.of())) {
            assertThat(inputs.unreadable())
                    .extracting(UnreadableException::file, Throwable::getMessage)
                    .containsExactly(tuple("missing", "the bucket is closed"), tuple("foreign", "not a capture file"));
            assertThat(inputs.readable()).extracting(Input::name).containsExactly("good");
        }
        assertThat(open).hasValue(0);
    }

    private NamedContent capture(String name, long timeUs) {
        return content(name, PcapForge.micros().record(timeUs * 1000, FRAME).bytes());
    }

    private NamedContent content(String name, byte[] octets) {
        return new NamedContent(name, () -> new Counted(Channels.newChannel(new ByteArrayInputStream(octets))));
    }

    private final class Counted implements ReadableByteChannel {
        private final ReadableByteChannel channel;

        Counted(ReadableByteChannel channel) {
            this.channel = channel;
            open.incrementAndGet();
            opened.incrementAndGet();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                open.decrementAndGet();
            }
            channel.close();
        }
    }
}
