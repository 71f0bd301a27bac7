// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** The JSON Schema (2020-12) of the timeline: of a document, and in {@code $defs/event} of a line. */
public final class TimelineSchema {
    private static final String RESOURCE = "/dev/udpbounce/timeline.schema.json";

    private TimelineSchema() {}

    /** Opens the schema, in UTF-8; the caller closes it. */
    public static InputStream open() throws IOException {
        InputStream stream = TimelineSchema.class.getResourceAsStream(RESOURCE);
        if (stream == null) {
            throw new FileNotFoundException(RESOURCE);
        }
        return stream;
    }
}
