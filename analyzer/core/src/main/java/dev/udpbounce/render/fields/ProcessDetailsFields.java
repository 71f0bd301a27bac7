// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.ProcessDetails;

/** More about a process, within the object of a process. */
final class ProcessDetailsFields {
    private final Field command;
    private final Field network;

    ProcessDetailsFields(Field process) {
        command = process.text("command");
        network = process.number("netns");
    }

    void write(ProcessDetails details, FieldSink sink) {
        if (!details.command().isEmpty()) {
            sink.text(command, details.command());
        }
        sink.known(network, details.network());
    }
}
