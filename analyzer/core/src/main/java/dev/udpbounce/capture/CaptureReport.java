// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The report on one input after it was read.
 *
 * @param name file name as given, or interface name
 * @param live whether {@code name} is an interface
 * @param format {@code pcap}, {@code pcapng} or {@code live}
 * @param linkTypes LINKTYPE_ numbers of its interfaces, in their order of appearance, without repeats
 * @param precision decimal digits of its timestamps: 6 or 9, the larger if interfaces differ
 * @param snapLength largest snapshot length; 0 for no limit
 * @param packets frames delivered
 * @param bytes captured octets of these frames
 * @param droppedByKernel packets that the kernel dropped, as reported by the capture (pcapng interface statistics); -1
 *     if unknown
 * @param droppedByInterface packets that the interface dropped, likewise
 * @param damage faults in order of occurrence
 * @param warnings anomalies that are not damage, one line each, without the file's name
 * @param comments comments on its sections and interfaces
 * @param systems operating systems on which its sections and interfaces claim to be captured, without repeats
 */
public record CaptureReport(
        String name,
        boolean live,
        String format,
        List<Integer> linkTypes,
        int precision,
        int snapLength,
        long packets,
        long bytes,
        long droppedByKernel,
        long droppedByInterface,
        List<Damage> damage,
        List<String> warnings,
        List<String> comments,
        List<String> systems) {
    /** Creates the report of an input without comments and systems. */
    public CaptureReport(
            String name,
            boolean live,
            String format,
            List<Integer> linkTypes,
            int precision,
            int snapLength,
            long packets,
            long bytes,
            long droppedByKernel,
            long droppedByInterface,
            List<Damage> damage,
            List<String> warnings) {
        this(
                name,
                live,
                format,
                linkTypes,
                precision,
                snapLength,
                packets,
                bytes,
                droppedByKernel,
                droppedByInterface,
                damage,
                warnings,
                List.of(),
                List.of());
    }

    /** Returns this report with further warnings after its own. */
    public CaptureReport withWarnings(Collection<String> more) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new CaptureReport(
                name,
                live,
                format,
                linkTypes,
                precision,
                snapLength,
                packets,
                bytes,
                droppedByKernel,
                droppedByInterface,
                damage,
                List.copyOf(all),
                comments,
                systems);
    }
}
