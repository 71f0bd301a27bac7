package dev.udpbounce.render;

import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.timeline.Fate;
import dev.udpbounce.timeline.Sender;
import java.util.stream.Collectors;

/** Words who learned of an error. */
final class FateText {
    private final Glyphs glyphs;

    FateText(Glyphs glyphs) {
        this.glyphs = glyphs;
    }

    /** {@code python3[4711]}; where the process is not known, whose it is. */
    String process(Sender sender) {
        String name = glyphs.shown(sender.name());
        if (sender.pid() >= 0) {
            return name.isEmpty() ? "process " + sender.pid() : name + "[" + sender.pid() + "]";
        }
        if (!name.isEmpty()) {
            return name;
        }
        return sender.uid() == -1 ? "the sender" : "uid " + Integer.toUnsignedString(sender.uid());
    }

    Style style(Fate fate) {
        return switch (fate.verdict()) {
            case TOLD, QUEUED -> Style.ANSWER;
            case NEVER_TOLD, NO_SOCKET -> Style.DOUBT;
            case UNKNOWN -> Style.FAINT;
        };
    }

    /** What becomes of an error of this kind. */
    String text(Fate fate, Delivery delivery) {
        String who = fate.sender() == null ? "the sender" : process(fate.sender());
        String words = fate.story() != null
                ? story(fate, fate.story(), who)
                : fate.basis() == Fate.Basis.CALLS ? seen(fate, who) : predicted(fate, delivery, who);
        return fate.toldAfterNs() < 0 ? words : words + ", " + Durations.text(fate.toldAfterNs(), glyphs) + " later";
    }

    private static String predicted(Fate fate, Delivery delivery, String who) {
        return switch (fate.verdict()) {
            case TOLD -> who + " is told at its next call";
            case QUEUED -> "queued in the error queue of " + who;
            case NEVER_TOLD -> who + " is never told" + reason(delivery);
            case NO_SOCKET -> "nobody is told: the socket was closed";
            case UNKNOWN -> "whether " + who + " is told is not known";
        };
    }

    private static String reason(Delivery delivery) {
        if (!delivery.tellsConnected()) {
            String option = delivery.version() == 4 ? "IP_RECVERR" : "IPV6_RECVERR";
            return delivery.tellsRecverr() ? ": without " + option : "";
        }
        // A connected socket may be left untold as well, if it does not discover the path's MTU.
        return delivery.needsPathMtuDiscovery() ? "" : ": not connected";
    }

    private static String seen(Fate fate, String who) {
        return switch (fate.verdict()) {
            case TOLD -> who + " was told";
            case QUEUED -> "still queued for " + who;
            case NEVER_TOLD -> who + " was never told";
            case NO_SOCKET -> "nobody was told: the socket was closed";
            case UNKNOWN -> "whether " + who + " was told is not known";
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
