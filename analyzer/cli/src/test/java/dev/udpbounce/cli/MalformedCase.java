package dev.udpbounce.cli;

import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.UdpForge;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A file that is not as it should be, and what {@code read -q -v} makes of it.
 *
 * @param family the malformation, for people
 * @param variant which one of its variants
 * @param file forged when it is asked for, for some are large
 * @param status exit status
 * @param counts packets, sends and errors, all of which were there before the fault or are untouched by it; empty for a
 *     file that is refused
 * @param told every line on standard error but the description and the counts, {@code FILE} for the file's name, as
 *     regular expressions
 */
record MalformedCase(
        String family, String variant, Supplier<byte[]> file, int status, String counts, List<Pattern> told) {
    private static final int DAMAGED = 3;

    /** A datagram, and in the frame after it the error that it drew. */
    static final UdpForge SEND =
            Packets.udp4("192.0.2.1", 45117, "198.51.100.7", 1060).id(1043).payload("123456789abc");

    static final byte[] SENT = SEND.ethernet();
    static final byte[] BOUNCED = Packets.portUnreachable(SEND).ethernet();
    /** A datagram that draws no error. */
    static final byte[] OTHER = Packets.udp4("192.0.2.1", 45117, "198.51.100.8", 1061)
            .id(1044)
            .payload("123456789abc")
            .ethernet();

    static final long START_NS = 1_523_929_198_454_346_000L;
    /** What is in front of the fault in almost every file: two packets, of which one is a datagram, one an error. */
    static final String KEPT = counts(2, 1, 1);

    static String counts(int packets, int sends, int errors) {
        return packets + " packets, " + sends + " sends, " + errors + " errors";
    }

    /** {@link #SENT} and {@link #BOUNCED}. */
    static PcapForge bounce(PcapForge pcap) {
        return pcap.record(START_NS, SENT).record(START_NS + 13_000, BOUNCED);
    }

    /** A file that yields nothing. */
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

    /** A file with an oddity that is no damage: all of it is read. */
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
