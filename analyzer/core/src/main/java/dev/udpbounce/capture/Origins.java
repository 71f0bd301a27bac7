// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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

    /** Returns what is known of the origins so far, numbered in their order of appearance if the lineage is theirs alone. */
    FileSpan span(long beginNs, long endNs, List<Long> placesNs) {
        List<Map.Entry<Integer, Origin>> appeared = new ArrayList<>(known.entrySet());
        appeared.sort(Comparator.comparingInt(each -> each.getValue().id()));
        List<Long> places = new ArrayList<>(placesNs);
        while (places.size() < appeared.size()) {
            places.add(endNs);
        }
        return new FileSpan(
                beginNs,
                endNs,
                appeared.stream().map(Map.Entry::getValue).toList(),
                List.copyOf(places),
                appeared.stream().map(Map.Entry::getKey).toList());
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
