// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private static final long SEED = 1_060;
    /** More octets than all chunks hold. */
    private static final int SIZE = 3_000_000;

    @Test
    void deliversEveryOctetInOrder() throws Exception {
        byte[] content = new byte[SIZE];
        new Random(SEED).nextBytes(content);
        ByteBuffer into = ByteBuffer.allocate(SIZE + 1);

        ReadAhead ahead = new ReadAhead(new ByteArrayInputStream(content), "gzip");
        drain(ahead, into);
        ahead.close();

        assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(content));
        assertThat(ahead.isOpen()).isFalse();
    }

    @Test
    void deliversWhatStandsBeforeAFaultAndThenTheFaultForEver() throws Exception {
        ByteBuffer into = ByteBuffer.allocate(SIZE + 1);
        ReadAhead ahead = new ReadAhead(failing(new IOException("bad block")), "bzip2");

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> drain(ahead, into))
                    .withMessage("bzip2: bad block");
            assertThat(into.position()).isEqualTo(SIZE);
        }
        ahead.close();
    }

    @Test
    void passesOnWhateverADecompressorThrows() {
        passesOn(new ArrayIndexOutOfBoundsException(-1), "lz4: corrupt data");
        passesOn(new StackOverflowError(), "lz4: corrupt data");
    }

    @Test
    void callsAWantOfMemoryWhatItIs() {
        long most = Runtime.getRuntime().maxMemory() >> 20;
        passesOn(
                new OutOfMemoryError(),
                "lz4: not enough memory to decompress it: " + most + " MiB are all that the Java heap may take (-Xmx)");
    }

    private static void passesOn(Throwable thrown, String message) {
        ReadAhead ahead = new ReadAhead(failing(thrown), "lz4");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> drain(ahead, ByteBuffer.allocate(SIZE + 1)))
                .withMessage(message)
                .withCause(thrown);
        ahead.close();
    }

    @Test
    void endsItsThreadThatWaitsForTheReader() throws Exception {
        Endless endless = new Endless();
        ReadAhead ahead = new ReadAhead(endless, "zstd");

        assertThat(ahead.read(ByteBuffer.allocate(1))).isEqualTo(1);
        ahead.close();

        assertThat(ahead.isOpen()).isFalse();
        assertThat(endless.closed.await(0, TimeUnit.SECONDS)).isTrue();
    }

    private static void drain(ReadAhead ahead, ByteBuffer into) throws IOException {
        int read = 0;
        while (read >= 0) {
            read = ahead.read(into);
        }
    }

    private static InputStream failing(Throwable thrown) {
        return new SequenceInputStream(new ByteArrayInputStream(new byte[SIZE]), new Failing(thrown));
    }

    private static final class Failing extends InputStream {
        private final Throwable thrown;

        Failing(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public int read() throws IOException {
            if (thrown instanceof IOException fault) {
                throw fault;
            }
            if (thrown instanceof Error fault) {
                throw fault;
            }
            throw (RuntimeException) thrown;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return read();
        }
    }

    private static final class Endless extends InputStream {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() {
            return 0;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
