// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header of a classic capture file (draft-ietf-opsawg-pcap, section 4), in the byte order of the writing machine.
 *
 * <pre>
 *  magic (4)  major (2)  minor (2)  time zone (4)  accuracy (4)  snapshot length (4)  FCS and link type (4)
 * </pre>
 *
 * <p>Magic numbers: a1b2c3d4 in microseconds; a1b23c4d in nanoseconds; a1b2cd34 from Kuznetzov's patch, with record
 * headers of 24 octets; 1c0001ab and 1c0001ac from IXIA's lcap, with the size of all records in 4 more octets after the
 * header.
 *
 * @param littleEndian whether the numbers of the file are in little-endian order
 * @param magic in network byte order
 * @param snapLength 0 for no limit
 * @param linkType the lower 16 bits of the last field
 * @param reserved bits of the last field that should be zero
 */
record PcapHeader(boolean littleEndian, int magic, int major, int minor, int snapLength, int linkType, int reserved) {
    /** Octets that {@link #read} needs. */
    static final int LENGTH = 24;

    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int KUZNETZOV = 0xa1b2cd34;
    private static final int IXIA_SOFTWARE = 0x1c0001ab;
    private static final int IXIA_HARDWARE = 0x1c0001ac;
    private static final int RESERVED_BITS = 0x03ff0000;
    private static final int DG_UX = 543;

    /** Returns whether the first four octets of a file, as a big-endian number, are a magic number in either order. */
    static boolean isMagic(int word) {
        return isNetworkMagic(word) || isNetworkMagic(Integer.reverseBytes(word));
    }

    /** Reads {@value #LENGTH} octets that start with a magic number. */
    static PcapHeader read(ByteBuffer octets, int at) {
        int magic = octets.getInt(at);
        boolean littleEndian = !isNetworkMagic(magic);
        int version = number(octets, at + 4, littleEndian);
        int network = number(octets, at + 20, littleEndian);
        return new PcapHeader(
                littleEndian,
                littleEndian ? Integer.reverseBytes(magic) : magic,
                littleEndian ? version & 0xffff : version >>> 16,
                littleEndian ? version >>> 16 : version & 0xffff,
                Math.max(0, number(octets, at + 16, littleEndian)),
                network & 0xffff,
                network & RESERVED_BITS);
    }

    /**
     * Reason why the version is not supported, or null. The versions are those of libpcap's {@code pcap_check_header},
     * and 2.5.
     */
    @Nullable
    String refusal() {
        boolean known = major == 2 ? minor <= 5 : major == DG_UX && minor == 0;
        return known ? null : "pcap version " + major + "." + minor + " is not supported";
    }

    /** Octets from the start of the header to the first record. */
    int length() {
        return magic == IXIA_SOFTWARE || magic == IXIA_HARDWARE ? LENGTH + 4 : LENGTH;
    }

    /** Octets of each record before its frame. */
    int recordHeaderLength() {
        return magic == KUZNETZOV ? 24 : 16;
    }

    /** Unit of the timestamp fraction in nanoseconds. */
    int tickNs() {
        return magic == NANOSECONDS ? 1 : 1_000;
    }

    /** Decimal digits of the timestamp fraction. */
    int precision() {
        return magic == NANOSECONDS ? 9 : 6;
    }

    /** Returns whether the original length precedes the captured one, as before version 2.3. */
    boolean lengthsSwapped() {
        return major == DG_UX || minor < 3;
    }

    /**
     * Returns whether the lengths may be in either order, as in version 2.3. The smaller is then the captured length.
     */
    boolean lengthsInAnyOrder() {
        return major == 2 && minor == 3;
    }

    private static boolean isNetworkMagic(int word) {
        return switch (word) {
            case MICROSECONDS, NANOSECONDS, KUZNETZOV, IXIA_SOFTWARE, IXIA_HARDWARE -> true;
            default -> false;
        };
    }

    private static int number(ByteBuffer octets, int at, boolean littleEndian) {
        int number = octets.getInt(at);
        return littleEndian ? Integer.reverseBytes(number) : number;
    }
}
