// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static dev.udpbounce.cli.MalformedCase.BOUNCED;
import static dev.udpbounce.cli.MalformedCase.KEPT;
import static dev.udpbounce.cli.MalformedCase.OTHER;
import static dev.udpbounce.cli.MalformedCase.SENT;
import static dev.udpbounce.cli.MalformedCase.counts;
import static dev.udpbounce.cli.MalformedCase.cut;
import static dev.udpbounce.cli.MalformedCase.damaged;
import static dev.udpbounce.cli.MalformedCase.join;
import static dev.udpbounce.cli.MalformedCase.odd;
import static dev.udpbounce.cli.MalformedCase.refused;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.PcapngForge.Option;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Captures in pcapng. The blocks before a fault are a section header, an interface and two packets. */
final class MalformedPcapngs {
    private static final int PACKET_BLOCK = 6;
    private static final int FAULT = good().bytes().length;
    private static final int FAULTY = 5;
    private static final long MICROS = MalformedCase.START_NS / 1_000;
    private static final String IN_MICROSECONDS =
            "warning: FILE: an interface without a sensible time stamp resolution: taken as microseconds";

    private final List<MalformedCase> cases = new ArrayList<>();

    private MalformedPcapngs() {}

    static List<MalformedCase> all() {
        MalformedPcapngs captures = new MalformedPcapngs();
        captures.cutAnywhere();
        captures.blockLengths();
        captures.sections();
        captures.interfaces();
        captures.packets();
        captures.options();
        captures.others();
        return captures.cases;
    }

    private static PcapngForge good(Option... ofInterface) {
        return bounce(PcapngForge.littleEndian().iface(LinkType.EN10MB, 0, ofInterface));
    }

    private static PcapngForge bounce(PcapngForge pcapng) {
        return pcapng.enhanced(0, MICROS, SENT).enhanced(0, MICROS + 13, BOUNCED);
    }

    private void cutAnywhere() {
        byte[] file = good().enhanced(0, MICROS, OTHER).bytes();
        for (int length = 0; length < 28; length++) {
            String told =
                    switch (length) {
                        case 0 -> "empty file";
                        case 1, 2, 3 -> "not a capture file";
                        default -> "section header cut: " + length + " of 28 octets";
                    };
            cases.add(refused("pcapng: section header cut at every octet", length, cut(file, length), told));
        }
        int block = file.length - FAULT;
        for (int length = 1; length < block; length++) {
            int wanted = length < 12 ? 12 : block;
            cases.add(damaged(
                    "pcapng: packet block cut at every octet",
                    length,
                    cut(file, FAULT + length),
                    KEPT,
                    FAULT,
                    FAULTY,
                    "block cut: " + length + " of " + wanted + " octets"));
        }
    }

    private void blockLengths() {
        String[][] lies = {
            {"8", "block length 8 is too short for a block of its type"},
            {"11", "block length 11 is no multiple of 4"},
            {"13", "block length 13 is no multiple of 4"},
            {"16777220", "block length 16777220 is beyond 16 MiB"},
            {"4294967292", "block length 4294967292 is beyond 16 MiB"},
            {"4096", "block cut: 44 of 4096 octets"},
            {"0", "block length 0 is too short for a block of its type"},
        };
        for (String[] lie : lies) {
            long length = Long.parseLong(lie[0]);
            cases.add(damaged(
                    "pcapng: block length 0, 8, odd, huge, beyond the file",
                    length,
                    good().lyingBlock(PACKET_BLOCK, length, new byte[32], length)
                            .bytes(),
                    KEPT,
                    FAULT,
                    FAULTY,
                    lie[1]));
        }
        for (long trailer : new long[] {0, 40, 48, 0xffff_ffffL}) {
            cases.add(damaged(
                    "pcapng: the lengths of a block differ",
                    trailer,
                    good().lyingBlock(PACKET_BLOCK, 44, new byte[32], trailer)
                            .enhanced(0, MICROS, OTHER)
                            .bytes(),
                    KEPT,
                    FAULT,
                    FAULTY,
                    "block lengths differ: 44 before it, " + trailer + " after"));
        }
        for (int length : new int[] {12, 16, 4096}) {
            cases.add(damaged(
                    "pcapng: zero tail",
                    length,
                    good().raw(new byte[length]).bytes(),
                    KEPT,
                    FAULT,
                    FAULTY,
                    "zeros instead of blocks: the file was allocated and not filled"));
        }
        cases.add(damaged(
                "pcapng: another format glued to it",
                "pcap",
                join(good().bytes(), PcapForge.micros().record(0, OTHER).bytes()),
                KEPT,
                FAULT,
                FAULTY,
                "block length 262146 is no multiple of 4"));
    }

    private void sections() {
        byte[] body = new byte[16];
        cases.add(refused(
                "pcapng: section without a byte order",
                "the first one",
                PcapngForge.empty().lyingBlock(0x0a0d0d0a, 28, body, 28).bytes(),
                "not a capture file"));
        cases.add(damaged(
                "pcapng: section without a byte order",
                "a later one",
                good().lyingBlock(0x0a0d0d0a, 28, body, 28).bytes(),
                KEPT,
                FAULT,
                FAULTY,
                "section header without byte-order magic: 0x00000000"));
        for (int major : new int[] {0, 2, 0xffff}) {
            cases.add(damaged(
                    "pcapng: section of an unknown major version",
                    major + ", a later one",
                    bounce(good().section(ByteOrder.BIG_ENDIAN, major, 0, -1).iface(LinkType.EN10MB, 0))
                            .bytes(),
                    KEPT,
                    FAULT,
                    FAULTY,
                    "section of pcapng version " + major + ".0, which is not supported"));
            cases.add(damaged(
                    "pcapng: section of an unknown major version",
                    major + ", the first one",
                    bounce(PcapngForge.empty()
                                    .section(ByteOrder.LITTLE_ENDIAN, major, 0, -1)
                                    .iface(LinkType.EN10MB, 0))
                            .bytes(),
                    counts(0, 0, 0),
                    0,
                    1,
                    "section of pcapng version " + major + ".0, which is not supported"));
        }
        for (long length : new long[] {0, 1, -2, Long.MAX_VALUE, Long.MIN_VALUE}) {
            cases.add(odd(
                    "pcapng: section length that lies",
                    length,
                    bounce(PcapngForge.empty()
                                    .section(ByteOrder.LITTLE_ENDIAN, 1, 0, length)
                                    .iface(LinkType.EN10MB, 0))
                            .bytes(),
                    KEPT));
        }
        cases.add(odd(
                "pcapng: two captures glued together",
                "of different byte order",
                join(
                        good().bytes(),
                        PcapngForge.bigEndian()
                                .iface(LinkType.EN10MB, 0)
                                .enhanced(0, MICROS, OTHER)
                                .bytes()),
                counts(3, 2, 1)));
    }

    private void interfaces() {
        byte[] first = PcapngForge.littleEndian()
                .enhanced(0, MICROS, OTHER)
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, MICROS, SENT)
                .enhanced(0, MICROS + 13, BOUNCED)
                .bytes();
        cases.add(damaged(
                "pcapng: packet before its interface",
                "enhanced",
                first,
                KEPT,
                28,
                2,
                "packet of interface 0, which is not described"));
        cases.add(damaged(
                "pcapng: packet before its interface",
                "simple",
                bounce(PcapngForge.littleEndian().simple(OTHER, OTHER.length).iface(LinkType.EN10MB, 0))
                        .bytes(),
                KEPT,
                28,
                2,
                "packet of interface 0, which is not described"));
        cases.add(damaged(
                "pcapng: packet before its interface",
                "in a new section",
                good().section(ByteOrder.LITTLE_ENDIAN)
                        .enhanced(0, MICROS, OTHER)
                        .bytes(),
                KEPT,
                FAULT + 28,
                6,
                "packet of interface 0, which is not described"));
        for (int id : new int[] {1, 0x7fff_ffff, 0x8000_0000, -1}) {
            cases.add(damaged(
                    "pcapng: packet of an interface that is not there",
                    Integer.toUnsignedString(id),
                    good().enhanced(id, MICROS, OTHER)
                            .enhanced(0, MICROS, OTHER)
                            .bytes(),
                    counts(3, 2, 1),
                    FAULT,
                    FAULTY,
                    "packet of interface " + Integer.toUnsignedString(id) + ", which is not described"));
        }
        byte[] whole = good().bytes();
        cases.add(refused(
                "pcapng: interface without a section",
                "first in the file",
                Arrays.copyOfRange(whole, 28, whole.length),
                "not a capture file"));
        cases.add(odd(
                "pcapng: interface description that is too short",
                4,
                good().block(1, new byte[4]).enhanced(0, MICROS, OTHER).bytes(),
                counts(3, 2, 1),
                "warning: FILE: an interface description is too short"));
    }

    private void packets() {
        for (long lie : new long[] {OTHER.length + 4L, Integer.MAX_VALUE, 0x8000_0000L, 0xffff_ffffL}) {
            cases.add(damaged(
                    "pcapng: captured length beyond its block",
                    lie,
                    good().enhanced(0, MICROS, OTHER, lie, lie)
                            .enhanced(0, MICROS, OTHER)
                            .bytes(),
                    counts(3, 2, 1),
                    FAULT,
                    FAULTY,
                    "captured length " + lie + " is beyond its block"));
        }
        cases.add(odd(
                "pcapng: captured length zero",
                0,
                good().enhanced(0, MICROS, new byte[0], 0, 60).bytes(),
                counts(3, 1, 1),
                "malformed: link_truncated: 1"));
        cases.add(odd(
                "pcapng: captured length above the wire length",
                10,
                good().enhanced(0, MICROS, OTHER, OTHER.length, 10).bytes(),
                counts(3, 2, 1),
                "warning: FILE: captured lengths above the original length"));
        cases.add(odd(
                "pcapng: captured length above the snapshot length",
                40,
                bounce(PcapngForge.littleEndian().iface(LinkType.EN10MB, 40)).bytes(),
                KEPT,
                "warning: FILE: captured lengths above the snapshot length"));
        for (int length = 0; length < 20; length += 4) {
            int total = length + 12;
            cases.add(damaged(
                    "pcapng: packet block too short for its header",
                    total,
                    good().block(PACKET_BLOCK, new byte[length])
                            .enhanced(0, MICROS, OTHER)
                            .bytes(),
                    counts(3, 2, 1),
                    FAULT,
                    FAULTY,
                    "packet block too short: " + total + " octets"));
        }
        String untimed =
                "warning: FILE: simple packet blocks have no time: when these packets were captured is not known";
        cases.add(odd(
                "pcapng: simple packet block shorter than its frame",
                OTHER.length + 100,
                good().simple(OTHER, OTHER.length + 100).bytes(),
                counts(3, 2, 1),
                "warning: FILE: simple packet blocks that are shorter than their frame",
                untimed));
        for (long ticks : new long[] {Long.MIN_VALUE, -1}) {
            cases.add(
                    odd(
                            "pcapng: time beyond the years 1823 to 2116",
                            Long.toUnsignedString(ticks),
                            good().enhanced(0, ticks, OTHER).bytes(),
                            counts(3, 2, 1),
                            "warning: FILE: time stamps beyond the years 1823 to 2116: when these packets were captured is not known"));
        }
        for (long offset : new long[] {-MICROS, Long.MIN_VALUE, Long.MAX_VALUE}) {
            cases.add(
                    odd(
                            "pcapng: time offset beyond the years 1823 to 2116",
                            offset,
                            good(Option.secondsOffset(offset)).bytes(),
                            KEPT,
                            "warning: FILE: time stamps beyond the years 1823 to 2116: when these packets were captured is not known"));
        }
        cases.add(odd(
                "pcapng: negative time",
                "1 s before 1970",
                good(Option.secondsOffset(-MICROS / 1_000_000 - 1)).bytes(),
                KEPT));
    }

    private void options() {
        for (int code : new int[] {1, 2, 9, 14, 0x8000}) {
            cases.add(odd(
                    "pcapng: option longer than its block",
                    "interface, code " + code,
                    good(Option.lying(code, 0xffff)).bytes(),
                    KEPT,
                    "warning: FILE: an option of an interface is longer than its block"));
        }
        cases.add(odd(
                "pcapng: option longer than its block",
                "packet",
                good().enhanced(0, MICROS, OTHER, Option.lying(1, 0xffff)).bytes(),
                counts(3, 2, 1),
                "warning: FILE: an option of a packet is longer than its block"));
        cases.add(odd(
                "pcapng: option longer than its block",
                "section",
                bounce(PcapngForge.empty()
                                .section(ByteOrder.LITTLE_ENDIAN, Option.lying(2, 0xffff))
                                .iface(LinkType.EN10MB, 0))
                        .bytes(),
                KEPT,
                "warning: FILE: an option of a section is longer than its block"));
        cases.add(odd(
                "pcapng: option longer than its block",
                "statistics",
                good().statistics(0, MICROS, Option.lying(5, 0xffff)).bytes(),
                KEPT,
                "warning: FILE: an option of interface statistics is longer than its block"));
        cases.add(odd(
                "pcapng: if_tsresol twice",
                "9, 6",
                good(Option.ticksPerSecondPowerOf10(6), Option.ticksPerSecondPowerOf10(9))
                        .bytes(),
                KEPT,
                "warning: FILE: an interface with the same option twice: the first one counts"));
        for (int resolution : new int[] {20, 100, 127, 0x80 | 64, 0xff}) {
            cases.add(odd(
                    "pcapng: if_tsresol that makes no sense",
                    resolution,
                    good(Option.of(9, (byte) resolution)).bytes(),
                    KEPT,
                    IN_MICROSECONDS));
        }
        for (int length : new int[] {0, 2, 8}) {
            cases.add(odd(
                    "pcapng: if_tsresol of a wrong length",
                    length,
                    good(Option.of(9, new byte[length])).bytes(),
                    KEPT,
                    IN_MICROSECONDS));
        }
    }

    private void others() {
        String short5 = "warning: FILE: interface statistics that are too short or of no described interface";
        cases.add(odd(
                "pcapng: statistics of an interface that is not there",
                "1",
                good().statistics(1, MICROS, Option.dropped(3)).bytes(),
                KEPT,
                short5));
        cases.add(odd(
                "pcapng: statistics too short for their header",
                "4",
                good().block(5, new byte[4]).bytes(),
                KEPT,
                short5));
        // Name resolution, systemd journal, decryption secrets, custom, reserved
        for (int type : new int[] {4, 9, 10, 0x0bad, 0x40000bad, 0x7fff_ffff, 0x8000_0001}) {
            byte[] nonsense = new byte[40];
            Arrays.fill(nonsense, (byte) 0xff);
            cases.add(odd(
                    "pcapng: nonsense in a block that holds no packet",
                    Integer.toHexString(type),
                    good().block(type, nonsense).enhanced(0, MICROS, OTHER).bytes(),
                    counts(3, 2, 1)));
        }
    }
}
