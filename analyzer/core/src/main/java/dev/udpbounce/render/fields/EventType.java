// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import java.util.List;

/**
 * A type of event: its fields at the top level, and the object, named after the type, with the other fields.
 *
 * @param index index among the types
 */
public record EventType(int index, List<Field> head, Field object) {
    public String name() {
        return object.name();
    }
}
