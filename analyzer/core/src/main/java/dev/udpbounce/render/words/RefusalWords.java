// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.DestinationRecord.Heard;
import dev.udpbounce.event.DestinationRecord.Refusal;
import dev.udpbounce.event.Reporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Describes the port unreachable errors of a destination. Nobody listens there only if the destination itself reports
 * so for a captured datagram, and no datagram ever came from the port: without the datagram, an error from the
 * destination's own address may come from a firewall in front of the port.
 */
final class RefusalWords {
    private RefusalWords() {}

    static String note(DestinationRecord row) {
        Refusal refusal = row.errors().refusal();
        String where = where(refusal);
        if (refusal.heard().isEmpty() && where.isEmpty() && row.sends().bounced() > 0) {
            return "nobody listens there";
        }
        return "refused" + when(row, refusal.heard()) + where;
    }

    private static String when(DestinationRecord row, Set<Heard> heard) {
        if (heard.isEmpty()) {
            return "";
        }
        if (heard.contains(Heard.BETWEEN)) {
            DestinationRecord.Sends sends = row.sends();
            return sends.bounced() == 0 ? " now and then" : " " + sends.bounced() + " of " + sends.count();
        }
        if (heard.contains(Heard.BEFORE)) {
            return heard.contains(Heard.AFTER) ? " for a while" : " in the end";
        }
        return " at first";
    }

    /** Returns who refuses, unless it is only the destination. */
    private static String where(Refusal refusal) {
        List<String> places = new ArrayList<>();
        if (refusal.reporters().contains(Reporter.DESTINATION)) {
            places.add(" there");
        }
        if (refusal.reporters().contains(Reporter.LOCAL)) {
            places.add(" by the sender's own system");
        }
        if (refusal.router() != null) {
            places.add(" on the way by " + refusal.router() + (refusal.severalRouters() ? " and others" : ""));
        }
        return places.equals(List.of(" there")) ? "" : String.join(" and", places);
    }
}
