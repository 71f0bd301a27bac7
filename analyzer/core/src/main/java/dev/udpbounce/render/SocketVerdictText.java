package dev.udpbounce.render;

import dev.udpbounce.timeline.Fate.Story;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says of a socket in plain words what bounced, who learned of it, what was lost, and what would change that. */
public final class SocketVerdictText {
    private SocketVerdictText() {}

    /**
     * A line of facts, and one for each piece of advice; no text from outside is left unescaped.
     *
     * @param captured whether packets were seen, without which only the calls tell
     */
    public static List<String> lines(SocketVerdict verdict, boolean captured) {
        List<String> lines = new ArrayList<>();
        lines.add(subject(verdict) + ": " + String.join("; ", facts(verdict, captured)) + ".");
        advice(verdict).forEach(advice -> lines.add("  " + advice));
        return lines;
    }

    private static String subject(SocketVerdict verdict) {
        String local = verdict.local() == null ? "" : ", " + endpoint(verdict.local());
        return "socket " + verdict.id() + " of "
                + TerminalText.escape(verdict.owner().name()) + "["
                + verdict.owner().pid() + "]" + local;
    }

    private static List<String> facts(SocketVerdict verdict, boolean captured) {
        List<String> facts = new ArrayList<>();
        facts.add(count(verdict.sends(), "datagram") + " sent" + peers(verdict.peers()));
        if (captured) {
            facts.add(verdict.bounced() + " bounced");
            told(verdict, facts);
        } else {
            facts.add(count(verdict.errorsReported(), "error") + " delivered to a call");
        }
        if (verdict.staleReports() > 0) {
            facts.add(count(verdict.staleReports(), "error") + " delivered to a call about another peer");
        }
        if (verdict.lostSends() > 0) {
            facts.add(count(verdict.lostSends(), "datagram")
                    + " never left: the send failed with the error of an earlier one");
        }
        return facts;
    }

    private static void told(SocketVerdict verdict, List<String> facts) {
        add(facts, verdict.errors(Story.TOLD) + verdict.errors(Story.STALE), "told to the program");
        add(facts, verdict.errors(Story.COALESCED), "told together with another, in one errno");
        add(facts, verdict.errors(Story.QUEUED), "left unread in the error queue");
        add(facts, verdict.errors(Story.NEVER_TOLD), "never told to anybody");
        add(facts, verdict.errors(Story.DIED_WITH_SOCKET), "lost when the socket was closed before its next call");
    }

    private static void add(List<String> facts, long count, String what) {
        if (count > 0) {
            facts.add(count + " " + what);
        }
    }

    private static List<String> advice(SocketVerdict verdict) {
        List<String> advice = new ArrayList<>();
        long silent = verdict.errors(Story.NEVER_TOLD);
        if (silent > verdict.softErrors()) {
            advice.add("To be told: " + (verdict.connected() ? "" : "connect() the socket, or ")
                    + "set IP_RECVERR (IPV6_RECVERR) and read its error queue.");
        }
        if (verdict.softErrors() > 0) {
            advice.add("To be told of errors that Linux takes for passing: set IP_RECVERR (IPV6_RECVERR).");
        }
        if (verdict.errors(Story.QUEUED) > 0) {
            advice.add("To learn of the queued ones: recvmsg(MSG_ERRQUEUE) until it answers EAGAIN.");
        }
        if (verdict.errors(Story.DIED_WITH_SOCKET) > 0) {
            advice.add("To be told before the end: getsockopt(SO_ERROR) before close().");
        }
        if (verdict.lostSends() > 0) {
            advice.add("To lose no datagram: getsockopt(SO_ERROR) before a send, or send again after such an error.");
        }
        if (verdict.staleReports() > 0) {
            advice.add("To hear of the present peer alone: getsockopt(SO_ERROR) before the first send to it.");
        }
        return advice;
    }

    private static String peers(List<Endpoint> peers) {
        return peers.isEmpty()
                ? ""
                : " to " + peers.stream().map(SocketVerdictText::endpoint).collect(Collectors.joining(", "));
    }

    private static String endpoint(Endpoint endpoint) {
        return EventText.endpoint(endpoint.address(), endpoint.port());
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
