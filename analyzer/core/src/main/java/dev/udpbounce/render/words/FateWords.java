// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Container;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.IcmpCode;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes who is told of an error. Names of processes are not escaped. */
final class FateWords {
    /** As much of an identifier as the container runtimes show. */
    private static final int SHORT_ID = 12;

    private final Glyphs glyphs;

    FateWords(Glyphs glyphs) {
        this.glyphs = glyphs;
    }

    /**
     * Returns {@code python3[4711] in web}, or {@code in 3f2a1b2c3d4e} if the container's name is not known, without a container
     * if there is none; see {@link #alone}.
     */
    static String process(SocketOwner owner) {
        Container container = owner.container();
        if (container == null) {
            return alone(owner);
        }
        String id = container.id();
        String shown = id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
        return alone(owner) + " in " + (container.name().isEmpty() ? shown : container.name());
    }

    /** Returns {@code python3[4711]} or {@code one of 4 processes (python3)}; if no process is known, the user. */
    private static String alone(SocketOwner owner) {
        String name = owner.name();
        if (owner.candidates() > 1) {
            return "one of " + owner.candidates() + " processes" + (name.isEmpty() ? "" : " (" + name + ")");
        }
        if (owner.pid() >= 0) {
            return name.isEmpty() ? "process " + owner.pid() : name + "[" + owner.pid() + "]";
        }
        if (!name.isEmpty()) {
            return name;
        }
        return owner.uid() == -1 ? "the sender" : "uid " + Integer.toUnsignedString(owner.uid());
    }

    static Role role(Fate fate) {
        return switch (fate.verdict()) {
            case TOLD, QUEUED -> Role.ANSWER;
            case NEVER_TOLD, NO_SOCKET -> Role.DOUBT;
            case UNKNOWN -> Role.MUTED;
        };
    }

    /** Returns the effect of an error. */
    String text(Fate fate, Bounce bounce) {
        String who = fate.owner() == null ? "the sender" : process(fate.owner());
        String words = fate.story() != null
                ? story(fate, fate.story(), who)
                : fate.basis() == Fate.Basis.CALLS ? seen(fate, who) : atSocket(fate, bounce, who);
        words += where(fate);
        return fate.toldAfterNs() < 0 ? words : words + ", " + Durations.text(fate.toldAfterNs(), glyphs) + " later";
    }

    /** Returns how the program was told, if not by an errno, and whether it was told at another socket. */
    private static String where(Fate fate) {
        String by = fate.teller() == Fate.Teller.POLL ? " by POLLERR, without an errno" : "";
        boolean told = fate.verdict() == Fate.Verdict.TOLD || fate.verdict() == Fate.Verdict.QUEUED;
        return by + (told && fate.otherSocket() ? " at another socket than the one that sent" : "");
    }

    /** Returns what the socket does with the error, and whether the kernel has reported it. */
    private static String atSocket(Fate fate, Bounce bounce, String who) {
        if (fate.verdict() == Fate.Verdict.UNKNOWN) {
            return "whether " + who + " is told is not known";
        }
        if (fate.basis() == Fate.Basis.SOCKET) {
            return predicted(fate, bounce, who) + " (predicted)";
        }
        return switch (fate.verdict()) {
                    case TOLD -> "set on the socket of " + who;
                    case NEVER_TOLD -> who + " is never told: the kernel has set nothing";
                    default -> predicted(fate, bounce, who);
                }
                + " (observed)";
    }

    private static String predicted(Fate fate, Bounce bounce, String who) {
        return switch (fate.verdict()) {
            case TOLD -> who + " is told at its next call";
            case QUEUED -> "queued in the error queue of " + who;
            case NEVER_TOLD -> who + " is never told" + reason(bounce.icmp().meaning());
            case NO_SOCKET ->
                bounce.isTranslated()
                        ? "nobody is told: no socket is at the quoted address"
                        : "nobody is told: the socket was closed";
            case UNKNOWN -> "whether " + who + " is told is not known";
        };
    }

    private static String reason(IcmpCode error) {
        Delivery delivery = error.linux();
        if (!delivery.tellsConnected()) {
            return delivery.tellsRecverr() ? ": without " + error.recverrOption() : "";
        }
        // Not every connected socket is told either: it must have path MTU discovery on.
        return delivery.needsPathMtuDiscovery() ? "" : ": not connected";
    }

    private static String seen(Fate fate, String who) {
        return switch (fate.verdict()) {
            case TOLD -> who + " was told";
            case QUEUED -> "still queued for " + who;
            case NEVER_TOLD -> who + " was never told";
            case NO_SOCKET -> "nobody was told: the socket was closed";
            case UNKNOWN -> "whether " + who + " was told is not known" + reason(fate.doubt());
        };
    }

    private static String reason(Fate.@Nullable Doubt doubt) {
        if (doubt == null) {
            return "";
        }
        return switch (doubt) {
            case TRACE_ENDED -> ": the trace ended before the next call on its socket";
            case NO_SOCKET_KNOWN -> ": no traced socket is known to have been there";
            case TOO_MANY -> ": too many errors waited there";
        };
    }

    private static String story(Fate fate, Fate.Story story, String who) {
        return switch (story) {
            case TOLD -> who + " was told";
            case COALESCED -> who + " was told once for this and " + others(fate);
            case STALE -> who + " was told by a call about another peer";
            case QUEUED -> "still queued for " + who;
            case NEVER_TOLD -> who + " was never told";
            case DIED_WITH_SOCKET -> who + " closed the socket before it was told";
        };
    }

    private static String others(Fate fate) {
        return fate.coalescedWith().isEmpty()
                ? "others"
                : fate.coalescedWith().stream().map(frame -> "#" + frame).collect(Collectors.joining(", "));
    }
}
