// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The descriptors of the regular files of one run. The number of open files is bounded: the file opened earliest is
 * closed to open another, and reopened when it is read.
 */
final class OpenFiles {
    /** Some systems allow 100 descriptors per process, some of which the JVM needs. */
    static final int MOST = 32;

    /** Open files, the one opened earliest first. */
    private final Set<FileContent> open = new LinkedHashSet<>();

    /** Registers a file before it is opened. Closes others if necessary, except those being read. */
    synchronized void opens(FileContent file) throws IOException {
        Iterator<FileContent> others = open.iterator();
        while (open.size() >= MOST && others.hasNext()) {
            if (others.next().pause()) {
                others.remove();
            }
        }
        open.add(file);
    }

    /** Unregisters a closed file. */
    synchronized void closed(FileContent file) {
        open.remove(file);
    }
}
