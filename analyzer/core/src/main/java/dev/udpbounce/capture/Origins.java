// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@link Origin} of each interface of one file. It stays the same if the file is read again. */
final class Origins {
    /** Maximum number of interfaces of one file; reading ends at the next one. */
    static final int MOST = 1 << 16;

    private static final long NEVER = -1;

    private final String file;
    private final Lineage lineage;
    private final Map<Integer, Origin> known = new HashMap<>();
    private long began = NEVER;
    private boolean ended;

    Origins(String file, Lineage lineage) {
        this.file = file;
        this.lineage = lineage;
    }

    String file() {
        return file;
    }

    /** Marks the beginning of the first pass over the file. */
    void begin() {
        if (began == NEVER) {
            began = lineage.moment();
        }
    }

    /** Marks the end of the file, so that another file may continue it. */
    void end() {
        if (!ended) {
            ended = true;
            known.forEach((ordinal, origin) -> lineage.ended(origin, ordinal));
        }
    }

    /**
     * Origin of an interface. Only the first description counts.
     *
     * @param ordinal ordinal of the interface in the whole file, from 0
     */
    Origin origin(
            int ordinal,
            @Nullable String interfaceName,
            int linkType,
            int snapLength,
            int precision,
            @Nullable String system) {
        Origin origin = known.get(ordinal);
        if (origin == null) {
            int id = lineage.nextId();
            Origin continued = lineage.predecessor(file, interfaceName, ordinal, linkType, began);
            int vantage = continued == null ? id : continued.vantage();
            origin = new Origin(id, vantage, file, interfaceName, linkType, snapLength, precision, system);
            known.put(ordinal, origin);
        }
        return origin;
    }
}
