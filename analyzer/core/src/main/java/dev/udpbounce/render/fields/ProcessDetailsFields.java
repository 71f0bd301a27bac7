// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.ProcessDetails;

/** More about a process, within the object of a process. */
final class ProcessDetailsFields {
    private final Field command;
    private final Field network;
    private final Field container;
    private final Field id;
    private final Field runtime;

    ProcessDetailsFields(Field process) {
        command = process.text("command");
        network = process.number("netns");
        container = process.object("container");
        id = container.text("id");
        runtime = container.text("runtime");
    }

    void write(ProcessDetails details, FieldSink sink) {
        if (!details.command().isEmpty()) {
            sink.text(command, details.command());
        }
        sink.known(network, details.network());
        ProcessDetails.Container its = details.container();
        if (its != null) {
            sink.beginObject(container);
            sink.name(id, its.id());
            if (!its.runtime().isEmpty()) {
                sink.name(runtime, its.runtime());
            }
            sink.endObject();
        }
    }
}
