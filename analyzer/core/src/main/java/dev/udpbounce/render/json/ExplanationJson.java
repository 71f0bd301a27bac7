// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The rule of {@link IcmpTable} as JSON. */
public final class ExplanationJson {
    private ExplanationJson() {}

    /** Returns an array with an object for each error, one per line. */
    public static String of(List<IcmpCode> errors) {
        return errors.stream()
                .map(error -> object(error).toString())
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static ObjectNode object(IcmpCode error) {
        Delivery linux = error.linux();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("ip_v", error.version());
        object.put("icmp_type", error.type());
        object.put("icmp_code", error.code());
        object.put("name", error.name());
        if (linux.errnoName() != null) {
            object.put("errno", linux.errnoNumber());
            object.put("errno_name", linux.errnoName());
        }
        object.put("hard", linux.hard());
        object.putObject("told")
                .put("connected", linux.tellsConnected())
                .put("unconnected", linux.tellsUnconnected())
                .put("recverr", linux.tellsRecverr());
        if (linux.pathMtu().exception() != null) {
            object.put("note", linux.pathMtu().exception());
        }
        object.put("advice", error.advice());
        return object;
    }
}
