// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import com.github.luben.zstd.ZstdOutputStream;
import dev.udpbounce.fixtures.CaptureForge;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.UdpForge;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Captures of several sensors in a folder, with traffic that only all of them together show. */
final class GeneratedCaptures {
    private static final long START_NS = 1_600_000_000_000_000_000L;
    private static final long MILLISECOND = 1_000_000;

    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    GeneratedCaptures(Path folder) {
        this.folder = folder;
    }

    /** Returns the files written so far. */
    List<Path> files() {
        return List.copyOf(files);
    }

    /** Datagrams in one file, their errors in another, and both again in that of a second sensor, compressed. */
    GeneratedCaptures severalSensors(int count) throws IOException {
        Random random = new Random(1);
        PcapForge sends = PcapForge.nanos();
        PcapForge errors = PcapForge.nanos();
        PcapForge second = PcapForge.nanos();
        long timeNs = START_NS;
        for (int i = 0; i < count; i++) {
            timeNs += 1 + random.nextInt(1_000_000);
            UdpForge sent = datagram(random, i);
            sends.record(timeNs, sent.ethernet());
            second.record(timeNs + MILLISECOND, sent.ethernet());
            if (random.nextInt(4) == 0) {
                Packet error = Packets.error(sent.destination(), sent, 3, random.nextInt(3) == 0 ? 1 : 3);
                errors.record(timeNs + 5 * MILLISECOND, error.ethernet());
                second.record(timeNs + 4 * MILLISECOND, error.ethernet());
            } else if (random.nextInt(3) == 0) {
                errors.record(timeNs + 2 * MILLISECOND, reply(sent).ethernet());
            }
        }
        write("errors.pcap", errors);
        write("second.pcap.gz", second, GZIPOutputStream::new);
        write("sends.pcap.zst", sends, ZstdOutputStream::new);
        return this;
    }

    /** One destination that all datagrams go to, every third of which bounces, in a rotated set of files. */
    GeneratedCaptures hotDestination(int count, int parts) {
        Random random = new Random(2);
        long timeNs = START_NS;
        for (int part = 0; part < parts; part++) {
            PcapForge file = PcapForge.nanos();
            for (int i = 0; i < count; i++) {
                timeNs += 1 + random.nextInt(100_000);
                UdpForge sent = Packets.udp4(
                                "10.0." + random.nextInt(4) + "." + random.nextInt(250), 4000, "10.9.9.9", 53)
                        .id(1 + random.nextInt(60_000))
                        .payload("to the hot one " + i);
                file.record(timeNs, sent.ethernet());
                if (i % 3 == 0) {
                    file.record(timeNs + 50, Packets.portUnreachable(sent).ethernet());
                }
            }
            write("hot-" + part + ".pcap", file);
        }
        return this;
    }

    /** Datagrams to many destinations in a rotated set of files, all of which bounce, some in the next file. */
    GeneratedCaptures everySendBounces(int count, int parts) {
        Random random = new Random(3);
        long timeNs = START_NS;
        List<UdpForge> waiting = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            PcapForge file = PcapForge.nanos();
            for (int i = 0; i < count; i++) {
                timeNs += 1 + random.nextInt(100_000);
                UdpForge sent = datagram(random, i);
                file.record(timeNs, sent.ethernet());
                waiting.add(sent);
                if (waiting.size() > 20) {
                    file.record(
                            timeNs + 9,
                            Packets.portUnreachable(waiting.remove(0)).ethernet());
                }
            }
            write("bounce-" + part + ".pcap", file);
        }
        return this;
    }

    /** A file that is cut within its last frame, and one that is no capture. */
    GeneratedCaptures broken() throws IOException {
        PcapForge whole = PcapForge.nanos();
        for (int i = 0; i < 50; i++) {
            UdpForge sent = datagram(new Random(i), i);
            whole.record(START_NS + 2L * i, sent.ethernet());
            whole.record(START_NS + 2L * i + 1, Packets.portUnreachable(sent).ethernet());
        }
        byte[] octets = whole.bytes();
        Path cut = folder.resolve("cut.pcap");
        Files.write(cut, Arrays.copyOf(octets, octets.length - 10));
        files.add(cut);
        Files.writeString(folder.resolve("foreign.pcap"), "This is no capture.");
        return this;
    }

    private static UdpForge datagram(Random random, int i) {
        return Packets.udp4(
                        "10.0.0." + (1 + random.nextInt(5)),
                        4000 + random.nextInt(50),
                        "10.1.0." + (1 + random.nextInt(100)),
                        53 + random.nextInt(5))
                .id(1 + random.nextInt(60_000))
                .payload("datagram " + i);
    }

    private static UdpForge reply(UdpForge sent) {
        return Packets.udp4(/* source= */ sent.destination(), 53, /* destination= */ sent.source(), 4000)
                .payload("reply");
    }

    private void write(String name, CaptureForge forge) {
        files.add(forge.write(folder.resolve(name)));
    }

    private void write(String name, CaptureForge forge, Compressor compressor) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = compressor.open(Files.newOutputStream(file))) {
            out.write(forge.bytes());
        }
        files.add(file);
    }

    private interface Compressor {
        OutputStream open(OutputStream compressed) throws IOException;
    }
}
