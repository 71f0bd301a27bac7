// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.render.words.PageWords;
import java.util.Comparator;

/** The order of rows. Rows that are equal in it stay in the order in which they began. */
enum SortOrder {
    BOUNCED("bounced"),
    NEVER("never"),
    LAST("last"),
    SENT("sent"),
    DESTINATION("destination");

    private final String word;

    SortOrder(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    Comparator<RowView> rows() {
        return switch (this) {
            case BOUNCED -> Comparator.comparingLong(RowView::bounced).reversed();
            case NEVER ->
                Comparator.comparingLong((RowView row) -> row.never().count()).reversed();
            case LAST -> Comparator.comparingLong(RowView::errorNs).reversed();
            case SENT -> Comparator.comparingLong(RowView::sent).reversed();
            case DESTINATION ->
                Comparator.comparing(
                        row -> PageWords.endpoint(row.key().address(), row.key().port()));
        };
    }

    SortOrder next() {
        return switch (this) {
            case BOUNCED -> NEVER;
            case NEVER -> LAST;
            case LAST -> SENT;
            case SENT -> DESTINATION;
            case DESTINATION -> BOUNCED;
        };
    }
}
