// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Numbers the origins of captures that are read apart from each other, on several machines, as reading them together
 * would: which ones continue each other depends on the order of merging, see {@link Lineage}.
 */
public final class OriginPlan {
    /**
     * A moment of a file in the order of merging.
     *
     * @param origin the origin that appears; {@link #BEGIN} or {@link #END} for the file itself
     */
    private record Moment(long timeNs, int file, int origin) {
        static final int BEGIN = -1;
        static final int END = Integer.MAX_VALUE;
    }

    private OriginPlan() {}

    /**
     * Returns the origins of each file, in the order of {@code files} and of their origins.
     *
     * @param files the captures in the order in which they would be named
     */
    public static List<List<Origin>> of(List<FileSpan> files) {
        List<Moment> moments = new ArrayList<>();
        List<List<Origin>> planned = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            FileSpan file = files.get(i);
            planned.add(new ArrayList<>());
            moments.add(new Moment(file.beginNs(), i, Moment.BEGIN));
            for (int origin = 0; origin < file.origins().size(); origin++) {
                long placeNs = Math.max(file.beginNs(), file.placesNs().get(origin));
                moments.add(new Moment(placeNs, i, origin));
            }
            moments.add(new Moment(file.endNs(), i, Moment.END));
        }
        // Of frames with one time, those of an earlier file come first; a file ends behind its last frame.
        moments.sort(Comparator.comparingLong(Moment::timeNs)
                .thenComparingInt(Moment::file)
                .thenComparingInt(Moment::origin));
        Lineage lineage = new Lineage();
        long[] began = new long[files.size()];
        for (Moment moment : moments) {
            int index = moment.file();
            FileSpan file = files.get(index);
            List<Origin> origins = planned.get(index);
            if (moment.origin() == Moment.BEGIN) {
                began[index] = lineage.moment();
            } else if (moment.origin() == Moment.END) {
                for (int i = 0; i < origins.size(); i++) {
                    lineage.ended(origins.get(i), file.ordinals().get(i));
                }
            } else {
                int ordinal = file.ordinals().get(moment.origin());
                origins.add(continued(file.origins().get(moment.origin()), ordinal, lineage, began[index]));
            }
        }
        return planned;
    }

    private static Origin continued(Origin origin, int ordinal, Lineage lineage, long began) {
        int id = lineage.nextId();
        String file = origin.file() == null ? "" : origin.file();
        Origin before = lineage.predecessor(file, origin.interfaceName(), ordinal, origin.linkType(), began);
        return new Origin(
                id,
                before == null ? id : before.vantage(),
                origin.file(),
                origin.interfaceName(),
                origin.linkType(),
                origin.snapLength(),
                origin.precision(),
                origin.system());
    }
}
