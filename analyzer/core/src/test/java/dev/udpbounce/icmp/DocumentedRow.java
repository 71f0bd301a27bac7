// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the tables of {@code docs/delivery.md}.
 *
 * @param which such as {@code 11/0, 11/2 and above}
 * @param errno such as {@code EHOSTUNREACH 113}; empty for none
 * @param footnote whether a footnote restricts it
 */
record DocumentedRow(
        int version, String which, String name, String errno, boolean connected, boolean recverr, boolean footnote) {
    private static final Pattern PART = Pattern.compile("(\\d+)(?:/(\\d+))?( and above)?(?: to (\\d+))?(, any code)?");

    /** Returns every row of the page. */
    static List<DocumentedRow> all() throws IOException {
        List<DocumentedRow> rows = new ArrayList<>();
        int version = 0;
        for (String line : Files.readAllLines(page())) {
            if (line.startsWith("#")) {
                version = line.equals("### ICMP") ? 4 : line.equals("### ICMPv6") ? 6 : 0;
            } else if (version != 0 && line.startsWith("|") && !line.startsWith("|-") && !line.startsWith("| type")) {
                rows.add(of(version, line));
            }
        }
        return rows;
    }

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/delivery.md"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new AssertionError("no folder above this one has docs/delivery.md");
            }
        }
        return folder.resolve("docs/delivery.md");
    }

    private static DocumentedRow of(int version, String line) {
        String[] cells = line.replaceAll("[*¹²]", "").split("\\|", -1);
        return new DocumentedRow(
                version,
                cells[1].strip(),
                cells[2].strip(),
                cells[3].strip(),
                cells[4].strip().equals("told"),
                cells[5].strip().equals("told"),
                line.contains("¹") || line.contains("²"));
    }

    /** Types and codes that the row covers. */
    List<IcmpCode> codes() {
        List<IcmpCode> all = new ArrayList<>();
        Matcher part = PART.matcher(which);
        while (part.find()) {
            int type = Integer.parseInt(part.group(1));
            int lastType = part.group(4) == null ? type : Integer.parseInt(part.group(4));
            boolean anyCode = part.group(2) == null;
            int code = anyCode ? 0 : Integer.parseInt(part.group(2));
            int lastCode = anyCode || part.group(3) != null ? 255 : code;
            for (int t = type; t <= lastType; t++) {
                for (int c = code; c <= lastCode; c++) {
                    all.add(IcmpTable.of(version, t, c));
                }
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no type and code: " + which);
        }
        return all;
    }

    boolean agreesWith(IcmpCode code, boolean alone) {
        Delivery linux = code.linux();
        String expected = linux.errno() == null ? "" : linux.errnoName() + " " + linux.errnoNumber();
        return expected.equals(errno)
                && connected == linux.tellsConnected()
                && recverr == linux.tellsRecverr()
                && footnote == linux.needsPathMtuDiscovery()
                && (!alone || name.equals(code.name()));
    }
}
