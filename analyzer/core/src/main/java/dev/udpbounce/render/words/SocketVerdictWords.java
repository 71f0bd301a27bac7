// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.event.SocketVerdict.Errors;
import dev.udpbounce.event.SocketVerdict.Sends;
import dev.udpbounce.event.Unsent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Describes what bounced at a socket, who was told, what was lost, and how to change that. */
public final class SocketVerdictWords {
    private SocketVerdictWords() {}

    /**
     * Adds the facts as a paragraph, and each piece of advice as another.
     *
     * @param captured whether packets were captured; otherwise, only calls are known
     */
    public static void write(SocketVerdict verdict, boolean captured, Wording words) {
        words.foreign(
                Joint.PARAGRAPH,
                Role.PLAIN,
                subject(verdict) + ": " + String.join("; ", facts(verdict, captured)) + ".");
        advice(verdict).forEach(advice -> words.add(Joint.PARAGRAPH, Role.MUTED, advice));
    }

    /** Adds a paragraph with the facts about several sockets together, for which there was no room individually. */
    public static void write(SocketVerdict.Sum sum, boolean captured, Wording words) {
        List<String> facts = new ArrayList<>();
        facts.add(count(sum.sends().count(), "datagram") + " sent");
        if (sum.elsewhere() > 0) {
            facts.add(count(sum.elsewhere(), "socket")
                    + " in another network namespace, so that their packets were not seen");
        }
        errors(sum.sends(), sum.errors(), captured, facts);
        words.add(
                Joint.PARAGRAPH,
                Role.PLAIN,
                count(sum.sockets(), "socket") + " more, which are known in sum alone: " + String.join("; ", facts)
                        + ".");
    }

    private static String subject(SocketVerdict verdict) {
        String local = verdict.local() == null ? "" : ", " + endpoint(verdict.local());
        return "socket " + verdict.id() + " of "
                + verdict.owner().name() + "["
                + verdict.owner().pid() + "]" + local;
    }

    private static List<String> facts(SocketVerdict verdict, boolean captured) {
        List<String> facts = new ArrayList<>();
        Errors errors = verdict.errors();
        facts.add(count(verdict.sends().count(), "datagram") + " sent" + peers(verdict.peers()));
        if (verdict.elsewhere()) {
            facts.add("in another network namespace, so that its packets were not seen");
        }
        errors(verdict.sends(), errors, captured && !verdict.elsewhere(), facts);
        return facts;
    }

    private static void errors(Sends sends, Errors errors, boolean seen, List<String> facts) {
        if (seen) {
            // A firewall of this host answers datagrams that were not sent.
            boolean ofUnsent = errors.count() > sends.count();
            facts.add(ofUnsent ? count(errors.count(), "error") + " came back" : errors.count() + " bounced");
            told(errors, facts);
        } else {
            facts.add(count(errors.delivered(), "error") + " delivered to a call");
        }
        if (errors.stale() > 0) {
            facts.add(count(errors.stale(), "error") + " delivered to a call about another peer");
        }
        for (Unsent.Why why : Unsent.Why.values()) {
            long unsent = sends.unsent(why);
            if (unsent > 0) {
                facts.add(count(unsent, "datagram") + " never left: " + SendWords.reason(why));
            }
        }
    }

    private static void told(Errors errors, List<String> facts) {
        add(facts, errors.stories(Story.TOLD) + errors.stories(Story.STALE), "told to the program");
        add(facts, errors.stories(Story.COALESCED), "told together with another, in one errno");
        add(facts, errors.stories(Story.QUEUED), "left unread in the error queue");
        add(facts, errors.stories(Story.NEVER_TOLD), "never told to anybody");
        add(facts, errors.stories(Story.DIED_WITH_SOCKET), "lost when the socket was closed before its next call");
        add(facts, errors.open(), "of which it is not known who is told");
        add(facts, errors.atOthers(), "of these at another socket that the kernel found by the port");
        if (errors.ofOthers() > 0) {
            facts.add(count(errors.ofOthers(), "error") + " of datagrams that another socket sent");
        }
    }

    private static void add(List<String> facts, long count, String what) {
        if (count > 0) {
            facts.add(count + " " + what);
        }
    }

    private static List<String> advice(SocketVerdict verdict) {
        List<String> advice = new ArrayList<>();
        long silent = verdict.errors().stories(Story.NEVER_TOLD);
        if (silent > verdict.errors().soft()) {
            advice.add("To be told: " + (verdict.connected() ? "" : "connect() the socket, or ")
                    + "set IP_RECVERR (IPV6_RECVERR) and read its error queue.");
        }
        if (verdict.errors().soft() > 0) {
            advice.add("To be told of errors that Linux takes for passing: set IP_RECVERR (IPV6_RECVERR).");
        }
        if (verdict.errors().stories(Story.QUEUED) > 0) {
            advice.add("To learn of the queued ones: recvmsg(MSG_ERRQUEUE) until it answers EAGAIN.");
        }
        if (verdict.errors().stories(Story.DIED_WITH_SOCKET) > 0) {
            advice.add("To be told before the end: getsockopt(SO_ERROR) before close().");
        }
        if (verdict.lostSends() > 0) {
            advice.add("To lose no datagram: getsockopt(SO_ERROR) before a send, or send again after such an error.");
        }
        if (verdict.errors().stale() > 0) {
            advice.add("To hear of the present peer alone: getsockopt(SO_ERROR) before the first send to it.");
        }
        return advice;
    }

    private static String peers(List<Endpoint> peers) {
        return peers.isEmpty()
                ? ""
                : " to " + peers.stream().map(SocketVerdictWords::endpoint).collect(Collectors.joining(", "));
    }

    private static String endpoint(Endpoint endpoint) {
        return Endpoints.text(endpoint.address(), endpoint.port());
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
