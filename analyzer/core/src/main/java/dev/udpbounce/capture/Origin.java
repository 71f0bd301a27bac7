// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import org.jspecify.annotations.Nullable;

/**
 * The origin of a frame: one interface of one capture file, or one live interface. Each has a single instance.
 *
 * @param id small number, unique among the origins of one run, counted from 0
 * @param vantage the {@link #id} of the first origin at the same interface: its own, unless it continues another
 *     origin, as in a rotated set of files
 * @param file the capture file's name as the user gave it, {@code -} for standard input; null for a live capture
 * @param interfaceName name of the interface; null if the capture does not name it
 * @param linkType LINKTYPE_ number of its frames
 * @param snapLength snapshot length in octets; 0 for no limit
 * @param precision decimal digits of its timestamps: 6 or 9
 * @param system operating system of the capturing machine as the file names it; null if it does not
 * @param namespace name of the network namespace of a live interface; null if it is this process's own, and for a file
 */
public record Origin(
        int id,
        int vantage,
        @Nullable String file,
        @Nullable String interfaceName,
        int linkType,
        int snapLength,
        int precision,
        @Nullable String system,
        @Nullable String namespace) {
    /** Creates an origin in no other network namespace. */
    public Origin(
            int id,
            int vantage,
            @Nullable String file,
            @Nullable String interfaceName,
            int linkType,
            int snapLength,
            int precision,
            @Nullable String system) {
        this(id, vantage, file, interfaceName, linkType, snapLength, precision, system, null);
    }

    /** Creates an origin that continues no other, of an unnamed system. */
    public Origin(
            int id,
            @Nullable String file,
            @Nullable String interfaceName,
            int linkType,
            int snapLength,
            int precision) {
        this(id, id, file, interfaceName, linkType, snapLength, precision, null);
    }
}
