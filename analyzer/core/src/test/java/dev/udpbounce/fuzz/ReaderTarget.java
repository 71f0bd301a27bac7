// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.MemoryInputs;
import java.util.List;

/** For a coverage-guided fuzzer: octets are a capture file of any kind. */
public final class ReaderTarget {
    private ReaderTarget() {}

    /** The entry that such fuzzers look for. */
    public static void fuzzerTestOneInput(byte[] octets) {
        if (!isCompressed(octets)) {
            read(octets);
        }
    }

    /** Those start a thread, which leaves a fuzzer nothing to be guided by. */
    private static boolean isCompressed(byte[] octets) {
        return Seed.of("", octets).kind() == Seed.Kind.OPAQUE;
    }

    /** Reads to the end, and looks at every octet of every frame. */
    static void read(byte[] octets) {
        Frame frame = new Frame();
        long sum = 0;
        long frames = 0;
        try (MemoryInputs inputs = new MemoryInputs(List.of(octets));
                FrameSource source = inputs.frames()) {
            while (source.next(frame)) {
                frames++;
                for (int i = 0; i < frame.capturedLength(); i++) {
                    sum += frame.octets().get(frame.offset() + i);
                }
            }
            long told = source.reports().stream()
                    .mapToLong(report -> report.packets())
                    .sum();
            if (told != frames || source.next(frame) || sum == Long.MIN_VALUE) {
                throw new IllegalStateException(frames + " frames, and the report says " + told);
            }
        }
    }
}
