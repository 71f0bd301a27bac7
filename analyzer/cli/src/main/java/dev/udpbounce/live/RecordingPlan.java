// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.time.ZoneId;

/**
 * The options of a recording.
 *
 * @param name name of the file, or pattern of the files' names
 * @param rotateOctets size at which the next file is started; 0 for never
 * @param rotateNs nanoseconds after which the next file is started; 0 for never
 * @param files number of files: by size, the first is then overwritten; by time, the capture then ends; 0 for no limit
 * @param eachPacket whether every packet is passed to the operating system at once
 * @param holdNs nanoseconds for which a datagram waits for the comment on its error
 * @param zone time zone of the times in the name
 * @param application name of the writer in the files
 */
public record RecordingPlan(
        String name,
        long rotateOctets,
        long rotateNs,
        int files,
        boolean eachPacket,
        long holdNs,
        ZoneId zone,
        String application) {
    /** Returns the conversion in the name that is not part of a time, such as {@code %q}; empty if all are. */
    public static String unknownConversion(String name) {
        return FileNames.unknownConversion(name);
    }
}
