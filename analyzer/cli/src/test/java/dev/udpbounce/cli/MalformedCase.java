// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.UdpForge;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A malformed file, and the result of {@code read -q -v}.
 *
 * @param family name of the malformation
 * @param variant name of the variant
 * @param file forges the file on request, since some files are large
 * @param status exit status
 * @param counts packets, sends and errors that are in front of the fault or not affected by it; empty for a file that
 *     is refused
 * @param told regular expressions of all lines on standard error except the description and the counts, with {@code
 *     FILE} for the file's name
 */
record MalformedCase(
        String family, String variant, Supplier<byte[]> file, int status, String counts, List<Pattern> told) {
    private static final int DAMAGED = 3;

    /** A datagram; the next frame is the error that it causes. */
    static final UdpForge SEND =
            Packets.udp4("192.0.2.1", 45117, "198.51.100.7", 1060).id(1043).payload("123456789abc");

    static final byte[] SENT = SEND.ethernet();
    static final byte[] BOUNCED = Packets.portUnreachable(SEND).ethernet();
    /** A datagram that causes no error. */
    static final byte[] OTHER = Packets.udp4("192.0.2.1", 45117, "198.51.100.8", 1061)
            .id(1044)
            .payload("123456789abc")
            .ethernet();

    static final long START_NS = 1_523_929_198_454_346_000L;
    /** The counts of almost every file in front of the fault: two packets, a datagram and an error. */
    static final String KEPT = counts(2, 1, 1);

    static String counts(int packets, int sends, int errors) {
        return packets + " packets, " + sends + " sends, " + errors + " errors";
    }

    /** Adds {@link #SENT} and {@link #BOUNCED}. */
    static PcapForge bounce(PcapForge pcap) {
        return pcap.record(START_NS, SENT).record(START_NS + 13_000, BOUNCED);
    }

    /** A file that is refused. */
    static MalformedCase refused(String family, Object variant, byte[] file, String told) {
        return new MalformedCase(
                family,
                variant.toString(),
                () -> file,
                DAMAGED,
                "",
                List.of(Pattern.compile(Pattern.quote("FILE: " + told))));
    }

    /** A file with one fault at an offset. */
    static MalformedCase damaged(
            String family, Object variant, byte[] file, String counts, long offset, int record, String cause) {
        String told = "FILE:" + offset + ": record " + record + ": " + cause;
        return new MalformedCase(
                family, variant.toString(), () -> file, DAMAGED, counts, List.of(Pattern.compile(Pattern.quote(told))));
    }

    /** A file with an oddity that is not damage: it is read completely. */
    static MalformedCase odd(String family, Object variant, byte[] file, String counts, String... told) {
        return odd(family, variant, () -> file, counts, told);
    }

    static MalformedCase odd(String family, Object variant, Supplier<byte[]> file, String counts, String... told) {
        return new MalformedCase(
                family,
                variant.toString(),
                file,
                0,
                counts,
                Arrays.stream(told).map(Pattern::quote).map(Pattern::compile).toList());
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    static byte[] cut(byte[] octets, int length) {
        return Arrays.copyOf(octets, length);
    }
}
