// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the origins of one run and finds the origin that another one continues, so that a rotated set of files is one
 * vantage point. An origin continues another if its file begins after the other has ended, the link types are equal,
 * and either the file names are equal except for digits and compression extensions or the interface names are equal.
 * Files that overlap in time are different vantage points.
 */
final class Lineage {
    private static final Pattern COMPRESSED = Pattern.compile("\\.(gz|bz2|xz|lz4|zst)$");
    private static final Pattern NUMBER = Pattern.compile("[._-]?[0-9]+");
    private static final int MOST_COMPARED = 64;

    /** An ended origin, which may be continued once. */
    private static final class Ended {
        final Origin origin;
        final long moment;
        boolean continued;

        Ended(Origin origin, long moment) {
            this.origin = origin;
            this.moment = moment;
        }
    }

    private final Map<String, Deque<Ended>> ended = new HashMap<>();
    private int nextId;
    private long moment;

    int nextId() {
        return nextId++;
    }

    /** Number of origins ended so far. */
    long moment() {
        return moment;
    }

    /** Records that all frames of an origin were delivered. */
    void ended(Origin origin, int ordinal) {
        Ended end = new Ended(origin, ++moment);
        remember(fileKey(origin.file(), origin.interfaceName(), ordinal, origin.linkType()), end);
        if (origin.interfaceName() != null) {
            remember(interfaceKey(origin.interfaceName(), origin.linkType()), end);
        }
    }

    private void remember(String key, Ended end) {
        Deque<Ended> others = ended.computeIfAbsent(key, unused -> new ArrayDeque<>());
        others.push(end);
        if (others.size() > MOST_COMPARED) {
            others.removeLast();
        }
    }

    /**
     * Finds the origin that another one continues, and removes it for further calls; null if there is none.
     *
     * @param ordinal ordinal of its interface in the file
     * @param began the {@link #moment} when the file's first frame was delivered
     */
    @Nullable
    Origin predecessor(String file, @Nullable String interfaceName, int ordinal, int linkType, long began) {
        Ended found = nearest(ended.get(fileKey(file, interfaceName, ordinal, linkType)), file, began);
        if (found == null && interfaceName != null) {
            found = nearest(ended.get(interfaceKey(interfaceName, linkType)), file, began);
        }
        if (found == null) {
            return null;
        }
        found.continued = true;
        return found.origin;
    }

    /** Finds the origin whose file name shares the longest prefix; of several, the one that ended last. */
    private static @Nullable Ended nearest(@Nullable Deque<Ended> ends, String file, long began) {
        Ended found = null;
        int longest = -1;
        Iterator<Ended> each = ends == null ? null : ends.iterator();
        while (each != null && each.hasNext()) {
            Ended end = each.next();
            int alike = alike(end.origin.file(), file);
            if (end.continued) {
                each.remove();
            } else if (alike > longest && end.moment <= began) {
                found = end;
                longest = alike;
            }
        }
        return found;
    }

    private static int alike(@Nullable String one, String other) {
        int length = one == null ? 0 : Math.min(one.length(), other.length());
        int same = 0;
        while (one != null && same < length && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return same;
    }

    private static String fileKey(@Nullable String file, @Nullable String interfaceName, int ordinal, int linkType) {
        String name = NUMBER.matcher(
                        COMPRESSED.matcher(file == null ? "" : file).replaceFirst(""))
                .replaceAll("");
        String within = interfaceName == null ? "" + ordinal : "\0" + interfaceName;
        return "file\0" + linkType + "\0" + within + "\0" + name;
    }

    private static String interfaceKey(String interfaceName, int linkType) {
        return "interface\0" + linkType + "\0" + interfaceName;
    }
}
