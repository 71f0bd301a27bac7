// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/**
 * More about a process. Nothing is escaped.
 *
 * @param command the beginning of its command line; empty if it is not known
 * @param network number of the network namespace of the socket; -1 if it is not known
 */
public record ProcessDetails(String command, long network) {
    public static final ProcessDetails NONE = new ProcessDetails("", -1);
}
