// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A block of a pcapng file, read with nothing but its framing and its options.
 *
 * @param body hexadecimal, without options
 * @param options code and value, without the end mark
 */
record PcapngBlock(int type, String body, List<String> options) {
    private static final int SECTION = 0x0a0d0d0a;
    private static final int COMMENT = 1;

    /** Reads a whole file; a section length that is stated must be right, and is left out. */
    static List<PcapngBlock> of(byte[] file) {
        List<PcapngBlock> blocks = new ArrayList<>();
        ByteBuffer octets = ByteBuffer.wrap(file);
        long sectionEnds = -1;
        while (octets.hasRemaining()) {
            int at = octets.position();
            if (octets.getInt(at) == SECTION) {
                octets.order(
                        octets.order(ByteOrder.BIG_ENDIAN).getInt(at + 8) == 0x1a2b3c4d
                                ? ByteOrder.BIG_ENDIAN
                                : ByteOrder.LITTLE_ENDIAN);
            }
            int length = octets.getInt(at + 4);
            if (octets.getInt(at + length - 4) != length) {
                throw new AssertionError("block lengths differ at " + at);
            }
            if (octets.getInt(at) == SECTION || sectionEnds == at) {
                if (sectionEnds >= 0 && sectionEnds != at) {
                    throw new AssertionError("the section ends at " + at + ", not at " + sectionEnds);
                }
                long stated = octets.getInt(at) == SECTION ? octets.getLong(at + 16) : -1;
                sectionEnds = stated < 0 ? -1 : at + length + stated;
            }
            blocks.add(block(octets, at, length));
            octets.position(at + length);
        }
        if (sectionEnds >= 0 && sectionEnds != file.length) {
            throw new AssertionError("the last section does not end at " + sectionEnds);
        }
        return blocks;
    }

    private static PcapngBlock block(ByteBuffer octets, int at, int length) {
        int type = octets.getInt(at);
        int end = length - 4;
        int from =
                switch (type) {
                    case SECTION -> 24;
                    case 2, 6 -> 28 + (octets.getInt(at + 20) + 3 & ~3);
                    default -> end;
                };
        List<String> options = new ArrayList<>();
        for (int option = at + from; option + 4 <= at + end; ) {
            int code = octets.getShort(option) & 0xffff;
            int size = octets.getShort(option + 2) & 0xffff;
            if (code == 0) {
                break;
            }
            byte[] value = new byte[size];
            octets.get(option + 4, value);
            options.add(
                    code == COMMENT ? "comment " + new String(value, StandardCharsets.UTF_8) : code + " " + hex(value));
            option += 4 + (size + 3 & ~3);
        }
        byte[] body = new byte[Math.max(0, from - 8)];
        octets.get(at + 8, body);
        String words = hex(body);
        return new PcapngBlock(type, type == SECTION ? words.substring(0, 16) : words, options);
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    boolean isPacket() {
        return type == 2 || type == 3 || type == 6;
    }

    List<String> comments() {
        return options.stream()
                .filter(option -> option.startsWith("comment "))
                .map(option -> option.substring("comment ".length()))
                .toList();
    }

    /** Returns the block without comments that begin with one of these words. */
    PcapngBlock without(List<String> words) {
        return new PcapngBlock(
                type,
                body,
                options.stream()
                        .filter(option -> words.stream().noneMatch(word -> option.startsWith("comment " + word)))
                        .toList());
    }
}
