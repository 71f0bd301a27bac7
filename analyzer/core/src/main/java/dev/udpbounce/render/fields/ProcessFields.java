// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.SocketOwner;

/** The process that owns a socket. */
final class ProcessFields {
    private final Field process;
    private final Field pid;
    private final Field tid;
    private final Field name;
    private final Field uid;
    private final Field inode;
    private final Field fd;

    ProcessFields(Field object) {
        process = object.object("process");
        pid = process.number("pid");
        tid = process.number("tid");
        name = process.text("name");
        uid = process.number("uid");
        inode = process.number("inode");
        fd = process.number("fd");
    }

    void write(SocketOwner owner, FieldSink sink) {
        sink.beginObject(process);
        sink.known(pid, owner.pid());
        sink.known(tid, owner.tid());
        if (!owner.name().isEmpty()) {
            sink.name(name, owner.name());
        }
        if (owner.uid() != -1) {
            sink.number(uid, Integer.toUnsignedLong(owner.uid()));
        }
        sink.known(inode, owner.inode());
        sink.known(fd, owner.fd());
        sink.endObject();
    }
}
