package dev.udpbounce.kernel;

import dev.udpbounce.correlate.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the tables of {@code docs/delivery.md}.
 *
 * @param which as {@code 11/0, 11/2 and above}
 * @param errno as {@code EHOSTUNREACH 113}; empty for none
 */
record DocumentedRow(int version, String which, String errno, boolean connected, boolean recverr) {
    private static final Pattern PART = Pattern.compile("(\\d+)(?:/(\\d+))?( and above)?(?: to (\\d+))?(, any code)?");

    static DocumentedRow of(int version, String line) {
        String[] cells = line.replaceAll("[*¹²]", "").split("\\|", -1);
        return new DocumentedRow(
                version,
                cells[1].strip(),
                cells[3].strip(),
                cells[4].strip().equals("told"),
                cells[5].strip().equals("told"));
    }

    /** The errors that it is about, with some codes of those without a limit. */
    List<Delivery> deliveries() {
        List<Delivery> all = new ArrayList<>();
        Matcher part = PART.matcher(which);
        while (part.find()) {
            int type = Integer.parseInt(part.group(1));
            int lastType = part.group(4) == null ? type : Integer.parseInt(part.group(4));
            boolean anyCode = part.group(2) == null;
            int code = anyCode ? 0 : Integer.parseInt(part.group(2));
            int lastCode = anyCode || part.group(3) != null ? 255 : code;
            for (int t = type; t <= lastType; t++) {
                for (int c = code; c <= lastCode; c++) {
                    all.add(Delivery.of(version, t, c));
                }
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no type and code: " + which);
        }
        return all;
    }

    List<String> disagreements(Delivery row) {
        String expected = row.errno() == 0 ? "" : row.errnoName() + " " + row.errno();
        boolean same = expected.equals(errno) && connected == row.tellsConnected() && recverr == row.tellsRecverr();
        return same ? List.of() : List.of("IPv" + version + ", " + which + ": documented " + this + ", but " + row);
    }
}
