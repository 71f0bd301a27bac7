// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The interfaces of the current section, by number, and the dropped packets of all sections. */
final class Interfaces {
    /** Null for an unreadable description, which still takes a number. */
    private final List<@Nullable Interface> ofSection = new ArrayList<>();

    private final Drops ofEarlierSections = new Drops();
    private int described;

    /** Begins a section, which has no interfaces yet. */
    void beginSection() {
        ofEarlierSections.add(ofSection);
        ofSection.clear();
    }

    /** Ordinal of the next described interface in the whole file, from 0. */
    int nextOrdinal() {
        return described;
    }

    void add(@Nullable Interface next) {
        ofSection.add(next);
        described++;
    }

    /** Interface with this number, or null if it is not described. */
    @Nullable
    Interface at(int id) {
        return id >= 0 && id < ofSection.size() ? ofSection.get(id) : null;
    }

    Drops drops() {
        Drops all = new Drops();
        all.add(ofEarlierSections);
        all.add(ofSection);
        return all;
    }
}
