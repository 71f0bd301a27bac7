// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Recognizes by its first octets what kind of capture a file is, and refuses what is none. */
final class FormatProbe {
    private FormatProbe() {}

    /** Returns the first octets of a file. */
    static int magic(String name, Window window) throws UnreadableException {
        if (!window.ensure(Integer.BYTES)) {
            IOException fault = window.fault();
            if (fault != null) {
                throw new UnreadableException(name, Faults.reason(fault));
            }
            throw window.remaining() == 0 ? UnreadableException.empty(name) : UnreadableException.noCapture(name);
        }
        return window.octets().getInt(window.position());
    }

    /** Returns the file header of a pcap file, or null for a pcapng file. The window stays at the start. */
    static @Nullable PcapHeader header(String name, Window window, int magic) throws UnreadableException {
        if (magic == PcapngBlocks.SECTION_HEADER) {
            need(name, window, PcapngBlocks.SECTION_HEADER_LENGTH, "section header");
            if (!PcapngBlocks.startsSection(window.octets(), window.position())) {
                throw UnreadableException.noCapture(name);
            }
            return null;
        }
        if (!PcapHeader.isMagic(magic)) {
            throw UnreadableException.noCapture(name);
        }
        need(name, window, PcapHeader.LENGTH, "file header");
        PcapHeader header = PcapHeader.read(window.octets(), window.position());
        String refusal = header.refusal();
        if (refusal != null) {
            throw new UnreadableException(name, refusal);
        }
        need(name, window, header.length(), "file header");
        return header;
    }

    private static void need(String name, Window window, int length, String what) throws UnreadableException {
        if (!window.ensure(length)) {
            IOException fault = window.fault();
            String cut = what + " cut: " + window.remaining() + " of " + length + " octets";
            throw new UnreadableException(name, fault == null ? cut : Faults.reason(fault));
        }
    }
}
