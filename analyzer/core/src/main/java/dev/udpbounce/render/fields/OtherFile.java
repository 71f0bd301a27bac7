// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.capture.Origin;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the files of frame numbers that belong to another file than the event. */
final class OtherFile {
    private OtherFile() {}

    /**
     * Writes the file name of a frame in another file.
     *
     * @param origin origin of the frame; null if it is that of the event
     * @param own origin of the event
     */
    static void write(Field field, @Nullable Origin origin, Origin own, FieldSink sink) {
        if (origin != null && origin.file() != null && isOther(origin, own)) {
            sink.name(field, origin.file());
        }
    }

    /** Writes the file of each frame of a list; nothing if all are in the event's file. */
    static void write(Field field, List<Origin> origins, Origin own, FieldSink sink) {
        boolean others = false;
        for (Origin each : origins) {
            others |= isOther(each, own);
        }
        if (others) {
            sink.texts(
                    field,
                    origins.stream().map(Origin::file).map(String::valueOf).toList());
        }
    }

    private static boolean isOther(Origin origin, Origin own) {
        return !Objects.equals(origin.file(), own.file());
    }
}
