// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Summary.Losses;
import dev.udpbounce.icmp.IcmpTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** Describes the destinations of errors in a table. */
public final class DestinationWords {
    private static final int MAX_MTUS = 1024;
    private static final String MEDIAN = "~";

    private final Glyphs glyphs;
    private final int most;
    /** The latest MTU reported for each address; the oldest entries are evicted. */
    private final Map<IpAddress, Integer> mtus = new LinkedHashMap<>();

    /** @param most maximum number of rows */
    public DestinationWords(Glyphs glyphs, int most) {
        this.glyphs = glyphs;
        this.most = most;
    }

    /** Records the MTU of an error. */
    public void see(Bounce bounce) {
        if (bounce.icmp().mtu() > 0) {
            IpAddress destination = bounce.datagramFlow().destination();
            mtus.put(destination, bounce.icmp().mtu());
            if (mtus.size() > MAX_MTUS) {
                mtus.remove(mtus.keySet().iterator().next());
            }
        }
    }

    /**
     * Returns the table of a timeline.
     *
     * @param times formats an instant, given in nanoseconds since the Unix epoch
     */
    public DestinationTable table(Summary summary, LongFunction<String> times) {
        List<DestinationRecord> all = summary.destinations();
        List<DestinationRecord> shown = all.subList(0, Math.min(most, all.size()));
        DestinationTable table = new DestinationTable();
        for (DestinationRecord row : shown) {
            table.names.add(Endpoints.text(row.address(), row.port()));
            table.sent.add(row.sends().count());
            table.bounced.add(row.sends().bounced());
            table.answered.add(row.sends().answered());
            table.suppressed.add(row.sends().suppressed());
            table.silent.add(row.sends().noErrorSeen());
            table.orphans.add(row.errors().orphans());
            OptionalLong firstNs = row.errors().firstNs();
            table.first.add(firstNs.isPresent() ? times.apply(firstNs.getAsLong()) : "unknown");
            table.delay.add(delay(row));
            table.notes.add(note(row));
        }
        table.remarks.addAll(remarks(all.size() - shown.size(), summary.losses()));
        table.legend.addAll(legend(table));
        return table;
    }

    /** Returns sentences about data missing from the table. */
    private List<String> remarks(int more, Losses losses) {
        List<String> remarks = new ArrayList<>();
        if (more > 0) {
            remarks.add(glyphs.ellipsis() + " and " + more + " more destinations");
        }
        if (losses.elsewhere() > 0) {
            remarks.add(glyphs.ellipsis() + " and destinations beyond those remembered, with " + losses.elsewhere()
                    + " errors");
        }
        if (losses.countsForgotten() > 0) {
            remarks.add("what was sent to a destination before its first error may be lacking: memory had no room for "
                    + losses.countsForgotten() + " destinations without errors");
        }
        return remarks;
    }

    /** Returns explanations of the columns that need one, if they are present. */
    private static List<String> legend(DestinationTable table) {
        List<String> legend = new ArrayList<>();
        if (!table.suppressed.isZero()) {
            legend.add("suppressed: no error, though the port was just known closed; systems limit them");
        }
        if (!table.silent.isZero()) {
            legend.add("silent: neither an error nor an answer was seen, which proves nothing");
        }
        if (!table.orphans.isZero()) {
            legend.add("orphans: errors whose datagrams were not found");
        }
        if (isMedian(table.delay)) {
            legend.add(MEDIAN + " median of several");
        }
        return legend;
    }

    /** Returns whether one of the delays is a median. */
    private static boolean isMedian(Column delays) {
        for (String cell : delays.cells()) {
            if (cell.startsWith(MEDIAN)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the median, marked if there are several delays. */
    private String delay(DestinationRecord row) {
        long count = row.delays().count();
        return count == 0
                ? ""
                : (count > 1 ? MEDIAN : "") + Durations.text(row.delays().median(), glyphs);
    }

    private String note(DestinationRecord row) {
        DestinationRecord.Errors errors = row.errors();
        if (errors.forged()) {
            return "perhaps forged errors";
        }
        int version = row.address().version();
        if (IcmpTable.of(version, errors.type(), errors.code()).isPortUnreachable()) {
            return RefusalWords.note(row);
        }
        return ErrorWords.note(version, errors.type(), errors.code(), mtus.getOrDefault(row.address(), 0));
    }
}
