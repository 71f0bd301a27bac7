// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.csv;

import dev.udpbounce.render.terminal.TerminalText;

/**
 * Foreign text as the content of a CSV cell: escaped as for a terminal, with an apostrophe in front if a spreadsheet
 * would take it for a formula, and in quotes if RFC 4180 section 2 requires them.
 */
final class CsvText {
    private CsvText() {}

    static String cell(String text) {
        String shown = TerminalText.escape(text);
        if (!text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
            shown = "'" + shown;
        }
        if (shown.indexOf(',') < 0 && shown.indexOf('"') < 0) {
            return shown;
        }
        return '"' + shown.replace("\"", "\"\"") + '"';
    }
}
