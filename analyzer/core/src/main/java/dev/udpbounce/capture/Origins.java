package dev.udpbounce.capture;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives each interface of one file its one {@link Origin}, the same one however often the file is read. */
final class Origins {
    /** Interfaces of one file that are told apart; a file with more of them is refused at this point. */
    static final int MOST = 1 << 16;

    private final String file;
    private final Ids ids;
    private final Map<Integer, Origin> known = new HashMap<>();

    Origins(String file, Ids ids) {
        this.file = file;
        this.ids = ids;
    }

    String file() {
        return file;
    }

    /**
     * The origin of an interface, of which only the first description counts.
     *
     * @param ordinal of the interface among all that the file describes, from 0
     */
    Origin origin(int ordinal, @Nullable String interfaceName, int linkType, int snapLength, int precision) {
        Origin origin = known.get(ordinal);
        if (origin == null) {
            origin = new Origin(ids.next++, file, interfaceName, linkType, snapLength, precision);
            known.put(ordinal, origin);
        }
        return origin;
    }

    /** The numbers of all origins of one run. */
    static final class Ids {
        private int next;
    }
}
