// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

/** For a coverage-guided fuzzer: octets are blocks of a pcapng file, behind a section header and an interface. */
public final class PcapngTarget {
    private static final byte[] HEAD = {
        0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0,
        0, 28, 0, 0, 0, 1, 0, 0, 0, 20, 0, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20
    };

    private PcapngTarget() {}

    /** The entry that such fuzzers look for. */
    public static void fuzzerTestOneInput(byte[] octets) {
        ReaderTarget.read(Octets.insert(HEAD, HEAD.length, octets));
    }
}
