// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The number of a network namespace (namespaces(7)). */
final class NetworkNamespace {
    private static final Path OWN = Path.of("/proc/thread-self/ns/net");
    private static final String BEFORE = "net:[";

    private NetworkNamespace() {}

    /** Returns the number of this thread's namespace; -1 if it is not known. */
    static long own() {
        try {
            String link = Files.readSymbolicLink(OWN).toString();
            return link.startsWith(BEFORE) && link.endsWith("]")
                    ? Long.parseLong(link, BEFORE.length(), link.length() - 1, 10)
                    : -1;
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }
}
