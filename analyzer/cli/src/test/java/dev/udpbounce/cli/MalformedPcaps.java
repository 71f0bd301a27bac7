// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static dev.udpbounce.cli.MalformedCase.BOUNCED;
import static dev.udpbounce.cli.MalformedCase.KEPT;
import static dev.udpbounce.cli.MalformedCase.OTHER;
import static dev.udpbounce.cli.MalformedCase.SENT;
import static dev.udpbounce.cli.MalformedCase.START_NS;
import static dev.udpbounce.cli.MalformedCase.bounce;
import static dev.udpbounce.cli.MalformedCase.counts;
import static dev.udpbounce.cli.MalformedCase.cut;
import static dev.udpbounce.cli.MalformedCase.damaged;
import static dev.udpbounce.cli.MalformedCase.join;
import static dev.udpbounce.cli.MalformedCase.odd;
import static dev.udpbounce.cli.MalformedCase.refused;

import dev.udpbounce.capture.LinkTypes;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Classic captures. */
final class MalformedPcaps {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    /** The offset of the third record. */
    private static final int FAULT = FILE_HEADER + 2 * RECORD_HEADER + SENT.length + BOUNCED.length;

    private static final long SECOND = 1_523_929_198L;

    private final List<MalformedCase> cases = new ArrayList<>();

    private MalformedPcaps() {}

    static List<MalformedCase> all() {
        MalformedPcaps pcaps = new MalformedPcaps();
        pcaps.cutHeaders();
        pcaps.cutRecords();
        pcaps.lengths();
        pcaps.times();
        pcaps.zeros();
        pcaps.joined();
        pcaps.headers();
        return pcaps.cases;
    }

    private static PcapForge good() {
        return bounce(PcapForge.micros());
    }

    private void cutHeaders() {
        byte[] file = good().bytes();
        for (int length = 0; length < FILE_HEADER; length++) {
            String told =
                    switch (length) {
                        case 0 -> "empty file";
                        case 1, 2, 3 -> "not a capture file";
                        default -> "file header cut: " + length + " of 24 octets";
                    };
            cases.add(refused("pcap: file header cut at every octet", length, cut(file, length), told));
        }
    }

    private void cutRecords() {
        byte[] file = good().record(START_NS, OTHER).bytes();
        for (int length = 1; length < RECORD_HEADER; length++) {
            cases.add(damaged(
                    "pcap: record header cut at every octet",
                    length,
                    cut(file, FAULT + length),
                    KEPT,
                    FAULT,
                    3,
                    "record header cut: " + length + " of 16 octets"));
        }
        for (int length = 0; length < OTHER.length; length++) {
            cases.add(damaged(
                    "pcap: record data cut at every octet",
                    length,
                    cut(file, FAULT + RECORD_HEADER + length),
                    KEPT,
                    FAULT,
                    3,
                    "frame cut: " + length + " of " + OTHER.length + " octets"));
        }
    }

    private void lengths() {
        for (long huge : new long[] {(1 << 24) + 1, Integer.MAX_VALUE, 1L << 31, 0xffff_ffffL}) {
            byte[] file = good().record(SECOND, 0, huge, 60, OTHER)
                    .record(START_NS, OTHER)
                    .bytes();
            cases.add(damaged(
                    "pcap: captured length huge",
                    huge,
                    file,
                    KEPT,
                    FAULT,
                    3,
                    "captured length " + huge + " is beyond 16 MiB"));
        }
        for (long lie : new long[] {OTHER.length + 1, 65_535, 262_144, 1 << 24}) {
            byte[] file = good().snaplen(0).record(SECOND, 0, lie, lie, OTHER).bytes();
            cases.add(damaged(
                    "pcap: captured length beyond the file",
                    lie,
                    file,
                    KEPT,
                    FAULT,
                    3,
                    "frame cut: " + OTHER.length + " of " + lie + " octets"));
        }
        cases.add(odd(
                "pcap: captured length above the snapshot length",
                SENT.length - 1,
                good().snaplen(SENT.length - 1).bytes(),
                KEPT,
                "warning: FILE: record 1: captured length " + SENT.length + " is above the snapshot length"));
        for (long wire : new long[] {0, OTHER.length - 1}) {
            cases.add(odd(
                    "pcap: captured length above the wire length",
                    wire,
                    good().record(START_NS, OTHER, wire).bytes(),
                    counts(3, 2, 1),
                    "warning: FILE: record 3: captured length " + OTHER.length + " is above the original length "
                            + wire));
        }
        cases.add(odd(
                "pcap: captured length zero",
                0,
                good().record(START_NS, new byte[0], 60).record(START_NS, OTHER).bytes(),
                counts(4, 2, 1),
                "malformed: link_truncated: 1"));
    }

    private void times() {
        for (long fraction : new long[] {1_000_000, 999_999_999, 0xffff_ffffL}) {
            cases.add(odd(
                    "pcap: fraction of a second or more",
                    fraction + " µs",
                    good().record(SECOND, fraction, OTHER.length, OTHER.length, OTHER)
                            .bytes(),
                    counts(3, 2, 1),
                    "warning: FILE: record 3: the fraction of its time is a second or more, and is carried"));
        }
        for (long fraction : new long[] {1_000_000_000, 0xffff_ffffL}) {
            cases.add(odd(
                    "pcap: fraction of a second or more",
                    fraction + " ns",
                    bounce(PcapForge.nanos())
                            .record(SECOND, fraction, OTHER.length, OTHER.length, OTHER)
                            .bytes(),
                    counts(3, 2, 1),
                    "warning: FILE: record 3: the fraction of its time is a second or more, and is carried"));
        }
        for (long seconds : new long[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1L << 31, 0xffff_ffffL, 0}) {
            cases.add(odd(
                    "pcap: negative time, or after 2038",
                    seconds,
                    good().record(seconds, 0, OTHER.length, OTHER.length, OTHER).bytes(),
                    counts(3, 2, 1)));
        }
    }

    private void zeros() {
        for (int records = 1; records < 4; records++) {
            byte[] file = good().raw(new byte[records * RECORD_HEADER]).bytes();
            cases.add(odd(
                    "pcap: fewer than four records of zeros",
                    records,
                    file,
                    counts(2 + records, 1, 1),
                    "malformed: link_truncated: " + records));
        }
        for (int length : new int[] {64, 65, 79, 80, 4096, 1 << 20}) {
            cases.add(damaged(
                    "pcap: zero tail",
                    length,
                    good().raw(new byte[length]).bytes(),
                    KEPT,
                    FAULT,
                    3,
                    "zeros instead of records: the file was allocated and not filled"));
        }
        byte[] kuznetzov = join(PcapForge.micros().magic(0xa1b2cd34).bytes(), new byte[96]);
        cases.add(damaged(
                "pcap: zero tail",
                "of long record headers",
                kuznetzov,
                counts(0, 0, 0),
                FILE_HEADER,
                1,
                "zeros instead of records: the file was allocated and not filled"));
    }

    private void joined() {
        String family = "pcap: two captures glued together";
        byte[] first = good().bytes();
        String told = "warning: FILE: captures joined end to end";
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            byte[] second = PcapForge.nanos(order).record(START_NS, OTHER).bytes();
            cases.add(odd(family, order, join(first, second), counts(3, 2, 1), told));
            for (int length = 1; length < 16; length++) {
                cases.add(damaged(
                        family,
                        order + ", the second one cut after " + length,
                        join(first, cut(second, length)),
                        KEPT,
                        FAULT,
                        3,
                        "record header cut: " + length + " of 16 octets"));
            }
            for (int length = 16; length < FILE_HEADER; length++) {
                cases.add(damaged(
                        family,
                        order + ", the second one cut after " + length,
                        join(first, cut(second, length)),
                        KEPT,
                        FAULT,
                        3,
                        "file header cut"));
            }
        }
        byte[] pcapng = PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0)
                .enhanced(0, 1, OTHER)
                .bytes();
        cases.add(damaged(
                "pcap: another format glued to it",
                "pcapng",
                join(first, pcapng),
                KEPT,
                FAULT,
                3,
                "captured length " + 0x1a2b3c4d + " is beyond 16 MiB"));
        cases.add(damaged(
                "pcap: another format glued to it",
                "text",
                join(first, "These are not the packets that you are looking for.".getBytes(StandardCharsets.US_ASCII)),
                KEPT,
                FAULT,
                3,
                "captured length " + 0x6f6e2065 + " is beyond 16 MiB"));
    }

    private void headers() {
        String family = "pcap: version that is not supported";
        for (int[] version : new int[][] {{3, 0}, {2, 6}, {1, 0}, {0, 0}, {0xffff, 0xffff}}) {
            String name = version[0] + "." + version[1];
            cases.add(refused(
                    family,
                    name,
                    good().version(version[0], version[1]).bytes(),
                    "pcap version " + name + " is not supported"));
        }
        cases.add(odd(
                "pcap: reserved bits of the link type",
                "all of them",
                good().linkType(0x03ff_0001L).bytes(),
                KEPT,
                "warning: FILE: reserved bits of the link type are set"));
        for (int linkType : new int[] {130, 137, 200, 0xffff}) { // three of Juniper's, and nobody's
            cases.add(odd(
                    "pcap: link type that is not decoded",
                    linkType,
                    good().linkType(linkType).bytes(),
                    counts(2, 0, 0),
                    "warning: FILE: link type " + LinkTypes.name(linkType) + " is not decoded: 2 packets"));
        }
    }
}
