package dev.udpbounce.capture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The interfaces of the section that is read, by their numbers, and what was lost at those of all sections. */
final class Interfaces {
    /** Null for a description that could not be read, which has its number all the same. */
    private final List<@Nullable Interface> ofSection = new ArrayList<>();

    private final Drops ofEarlierSections = new Drops();
    private int described;

    /** Another section begins, with none. */
    void beginSection() {
        ofEarlierSections.add(ofSection);
        ofSection.clear();
    }

    /** Ordinal of the interface that is described next, among those of the whole file, from 0. */
    int nextOrdinal() {
        return described;
    }

    void add(@Nullable Interface next) {
        ofSection.add(next);
        described++;
    }

    /** The interface that a packet names, if there is a description of it. */
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
