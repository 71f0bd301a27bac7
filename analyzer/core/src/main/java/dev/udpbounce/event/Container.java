// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/**
 * A container. Nothing is escaped.
 *
 * @param id its identifier, or its name where there is none
 * @param runtime program that made it; empty if it is not known
 * @param name what its runtime calls it; empty if it is not known
 */
public record Container(String id, String runtime, String name) {
    /** Creates a container whose name is not known. */
    public Container(String id, String runtime) {
        this(id, runtime, "");
    }
}
