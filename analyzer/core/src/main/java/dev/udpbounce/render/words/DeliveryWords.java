// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Describes what the kernel was seen to do with an error.
 *
 * <pre>
 * python3[4711] told by a receive: ECONNREFUSED, 61 µs after #2
 * </pre>
 */
public final class DeliveryWords {
    private final Wording words;
    private final Glyphs glyphs;

    public DeliveryWords(Wording words, Glyphs glyphs) {
        this.words = words;
        this.glyphs = glyphs;
    }

    /** Adds a delivery that tells a program, or the end of a socket. */
    public void delivery(ObservedDelivery delivery) {
        words.foreign(delivery.by().tells() ? Role.ANSWER : Role.DOUBT, story(delivery));
        words.add(Role.PLAIN, which(delivery));
        Endpoint peer = delivery.peer();
        if (delivery.stale() && peer != null) {
            words.add(Role.DOUBT, "stale: it is about " + Endpoints.text(peer.address(), peer.port()));
        }
        if (delivery.by() == ObservedDelivery.By.SEND) {
            words.add(Role.DOUBT, "the datagram of that send was not sent");
        }
        if (!delivery.details().command().isEmpty()) {
            words.foreign(Role.MUTED, "(" + delivery.details().command() + ")");
        }
    }

    /** Returns {@code python3[4711] was told by a receive}; the name is not escaped. */
    static String story(ObservedDelivery delivery) {
        String who = delivery.process() == null ? "the owner of the socket" : FateWords.process(delivery.process());
        return who + " " + act(delivery);
    }

    private static String act(ObservedDelivery delivery) {
        return switch (delivery.by()) {
            case RECEIVE -> "was told by a receive";
            case SEND -> "was told by a send";
            case SO_ERROR -> "was told by SO_ERROR";
            case ERROR_QUEUE -> "was told by its error queue";
            case CLOSED -> "closed the socket before it was told";
            case NOBODY -> "was not told: the kernel has set nothing";
            case UNKNOWN -> "may have been told: what its call returned is not reported";
        };
    }

    /** Returns {@code ECONNREFUSED, 61 µs after #3, once for it and #2}. */
    private String which(ObservedDelivery delivery) {
        ObservedDelivery.Errors errors = delivery.errors();
        List<String> parts = new ArrayList<>();
        parts.add(errno(delivery));
        String error = errors.frame() > 0 ? "#" + errors.frame() : "the error, which was not captured";
        if (delivery.by().tells()) {
            parts.add(Durations.text(errors.toldAfterNs(), glyphs) + " after " + error);
        } else {
            parts.add("of " + error);
        }
        if (errors.count() > 1) {
            parts.add((delivery.by().tells() ? "once for it and " : "and ") + others(errors));
        }
        return String.join(", ", parts);
    }

    /** Returns {@code ECONNREFUSED}. */
    static String errno(ObservedDelivery delivery) {
        String name = delivery.errnoName();
        return name == null ? "errno " + delivery.errno() : name;
    }

    private static String others(ObservedDelivery.Errors errors) {
        String known = errors.coalescedWith().stream().map(frame -> "#" + frame).collect(Collectors.joining(", "));
        long unknown = errors.count() - 1 - errors.coalescedWith().size();
        if (unknown == 0) {
            return known;
        }
        return (known.isEmpty() ? "" : known + " and ") + unknown + (unknown == 1 ? " other" : " others");
    }
}
