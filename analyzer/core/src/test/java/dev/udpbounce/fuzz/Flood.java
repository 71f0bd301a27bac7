// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a pcap to standard output in which no two datagrams are of one flow: {@code Flood TUPLES [EVERY]}. With
 * {@code EVERY}, every so many-th datagram bounces at once. A datagram is 100 ns after the one before.
 */
final class Flood {
    private static final int MAGIC_NANOS = 0xa1b23c4d;
    private static final int RAW = 101;
    private static final int IP = 20;
    private static final int HEADERS = 28;
    private static final int RECORD = 16;
    private static final int ERROR = 2 * HEADERS;
    private static final int PORTS = 1 << 15;
    private static final long STEP_NS = 100;
    private static final long START_S = 1_700_000_000;

    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final OutputStream out;

    private Flood(OutputStream out) {
        this.out = out;
    }

    public static void main(String... arguments) throws IOException {
        long tuples = Long.parseLong(arguments[0]);
        long every = arguments.length > 1 ? Long.parseLong(arguments[1]) : Long.MAX_VALUE;
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            new Flood(out).write(tuples, every);
        }
    }

    private void write(long tuples, long every) throws IOException {
        buffer.putInt(MAGIC_NANOS)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(262_144)
                .putInt(RAW);
        for (long i = 0; i < tuples; i++) {
            if (buffer.remaining() < 2 * RECORD + HEADERS + ERROR) {
                flush();
            }
            int source = 0x0a00_0000 + (int) (i / PORTS);
            int port = 1 + (int) (i % PORTS);
            record(i * STEP_NS, HEADERS);
            datagram(source, port);
            if (i % every == every - 1) {
                record(i * STEP_NS, ERROR);
                head(ERROR, 1, 0x0a7f_ffff, source);
                buffer.putShort((short) 0x0303).putShort((short) 0).putInt(0);
                datagram(source, port);
            }
        }
        flush();
    }

    private void record(long afterNs, int length) {
        buffer.putInt((int) (START_S + afterNs / 1_000_000_000)).putInt((int) (afterNs % 1_000_000_000));
        buffer.putInt(length).putInt(length);
    }

    /** An IPv4 and a UDP header, without payload and checksums. */
    private void datagram(int source, int port) {
        head(HEADERS, 17, source, 0x0a7f_ffff);
        buffer.order(ByteOrder.BIG_ENDIAN)
                .putShort((short) port)
                .putShort((short) 53)
                .putShort((short) (HEADERS - IP))
                .putShort((short) 0)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private void head(int length, int protocol, int source, int destination) {
        buffer.order(ByteOrder.BIG_ENDIAN)
                .putInt(0x4500_0000 | length)
                .putInt(0)
                .putInt(64 << 24 | protocol << 16)
                .putInt(source)
                .putInt(destination)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
