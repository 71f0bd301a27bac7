// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import org.jspecify.annotations.Nullable;

/**
 * More about a process. Nothing is escaped.
 *
 * @param command the beginning of its command line; empty if it is not known
 * @param network number of the network namespace of the socket; -1 if it is not known
 * @param container the container that it runs in; null if there is none
 */
public record ProcessDetails(
        String command, long network, @Nullable Container container) {
    public static final ProcessDetails NONE = new ProcessDetails("", -1, null);

    /**
     * A container.
     *
     * @param id its identifier, or its name where there is none
     * @param runtime program that made it; empty if it is not known
     */
    public record Container(String id, String runtime) {}
}
