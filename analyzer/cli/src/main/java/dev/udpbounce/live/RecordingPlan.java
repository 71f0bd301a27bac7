package dev.udpbounce.live;

import java.time.ZoneId;

/**
 * How a capture is recorded.
 *
 * @param name of the file, or the pattern of the files' names
 * @param rotateOctets size from which on the next file is begun; 0 for never
 * @param rotateNs time after which the next file is begun, in nanoseconds; 0 for never
 * @param files number of files: by size, after which the first is overwritten; by time, after which the capture ends;
 *     0 for no limit
 * @param eachPacket whether every packet is handed to the operating system at once
 * @param zone whose clocks the times in the name are of
 * @param application what the files name as their writer
 */
public record RecordingPlan(
        String name, long rotateOctets, long rotateNs, int files, boolean eachPacket, ZoneId zone, String application) {
    /** The conversion in the name that stands for no part of a time, such as {@code %q}; empty if all do. */
    public static String unknownConversion(String name) {
        return FileNames.unknownConversion(name);
    }
}
