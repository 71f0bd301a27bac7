// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Container;
import dev.udpbounce.event.SocketOwner;
import org.jspecify.annotations.Nullable;

/** A process. */
final class ProcessFields {
    private final Field process;
    private final Field pid;
    private final Field name;
    private final Field uid;
    private final @Nullable SocketFields socket;
    private final Field candidates;

    /** The thread of a process, and its socket. */
    private record SocketFields(Field tid, Field inode, Field fd, ContainerFields container) {}

    /** The container of a process. */
    private record ContainerFields(Field object, Field id, Field runtime, Field name) {
        static ContainerFields of(Field process) {
            Field object = process.object("container");
            return new ContainerFields(object, object.text("id"), object.text("runtime"), object.text("name"));
        }

        void write(Container container, FieldSink sink) {
            sink.beginObject(object);
            sink.name(id, container.id());
            if (!container.runtime().isEmpty()) {
                sink.name(runtime, container.runtime());
            }
            if (!container.name().isEmpty()) {
                sink.name(name, container.name());
            }
            sink.endObject();
        }
    }

    private ProcessFields(Field process, Field pid, @Nullable Field tid) {
        this.process = process;
        this.pid = pid;
        name = process.text("name");
        uid = process.number("uid");
        socket = tid == null
                ? null
                : new SocketFields(tid, process.number("inode"), process.number("fd"), ContainerFields.of(process));
        candidates = process.number("candidates");
    }

    /** Adds the process that owns a socket, with its thread and the socket. */
    static ProcessFields ofSocket(Field object) {
        Field process = object.object("process");
        return new ProcessFields(process, process.number("pid"), process.number("tid"));
    }

    /** Adds a process alone. */
    static ProcessFields alone(Field object) {
        Field process = object.object("process");
        return new ProcessFields(process, process.number("pid"), null);
    }

    Field object() {
        return process;
    }

    void write(SocketOwner owner, FieldSink sink) {
        write(owner, sink, () -> {});
    }

    /** @param rest writes further fields into the object */
    void write(SocketOwner owner, FieldSink sink, Runnable rest) {
        sink.beginObject(process);
        sink.known(pid, owner.pid());
        if (socket != null) {
            sink.known(socket.tid, owner.tid());
        }
        if (!owner.name().isEmpty()) {
            sink.name(name, owner.name());
        }
        if (owner.uid() != -1) {
            sink.number(uid, Integer.toUnsignedLong(owner.uid()));
        }
        if (socket != null) {
            sink.known(socket.inode, owner.inode());
            sink.known(socket.fd, owner.fd());
            if (owner.container() != null) {
                socket.container.write(owner.container(), sink);
            }
        }
        if (owner.candidates() > 1) {
            sink.number(candidates, owner.candidates());
        }
        rest.run();
        sink.endObject();
    }
}
