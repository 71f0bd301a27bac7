package dev.udpbounce.capture;

import java.util.List;

/**
 * What can be said of one input when it has been read.
 *
 * @param name file name as given, or the interface
 * @param live whether {@code name} is an interface
 * @param format {@code pcap}, {@code pcapng} or {@code live}
 * @param linkTypes LINKTYPE_ numbers of its interfaces, in their order of appearance, without repeats
 * @param precision digits of its time stamps: 6 or 9, the larger one where interfaces differ
 * @param snapLength largest promised captured length; 0 for none
 * @param packets frames delivered
 * @param bytes captured octets of these
 * @param droppedByKernel as the capture itself reports it (pcapng interface statistics); -1 if it does not
 * @param droppedByInterface likewise
 * @param damage faults in the order in which they were met
 * @param warnings oddities that are no damage, one line each, without the file's name
 * @param comments what people wrote beside its sections and interfaces
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
        List<String> comments) {
    /** An input without comments. */
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
                List.of());
    }
}
