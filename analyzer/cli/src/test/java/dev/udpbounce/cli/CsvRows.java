// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.fixtures.Rfc4180;
import java.util.List;

/** The rows of a CSV timeline, with cells that are found by column name. */
record CsvRows(List<String> columns, List<List<String>> rows) {
    static CsvRows of(String text) {
        List<List<String>> lines = Rfc4180.rows(text);
        return new CsvRows(lines.get(0), lines.subList(1, lines.size()));
    }

    /** Returns a cell of a row, counted from 0. */
    String cell(int row, String column) {
        return rows.get(row).get(columns.indexOf(column));
    }
}
