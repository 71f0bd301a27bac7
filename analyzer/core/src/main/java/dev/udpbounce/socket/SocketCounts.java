// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.EnumCounts;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.event.Unsent;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts of one socket, or of several together. */
final class SocketCounts {
    private final EnumCounts<Story> stories = new EnumCounts<>(Story.class);
    private final Map<Unsent.Why, Long> unsent = new EnumMap<>(Unsent.Why.class);
    private long sends;
    private long open;
    private long soft;
    private long atOthers;
    private long ofOthers;
    private long stale;
    private long delivered;

    /** Adds the counts of another socket. */
    void add(SocketCounts other) {
        other.stories.all().forEach(stories::add);
        other.unsent.forEach((why, count) -> unsent.merge(why, count, Long::sum));
        sends += other.sends;
        open += other.open;
        soft += other.soft;
        atOthers += other.atOthers;
        ofOthers += other.ofOthers;
        stale += other.stale;
        delivered += other.delivered;
    }

    void sent(long datagrams) {
        sends += datagrams;
    }

    void unsent(@Nullable Unsent datagrams) {
        if (datagrams != null) {
            unsent.merge(datagrams.why(), (long) datagrams.datagrams(), Long::sum);
        }
    }

    /** Counts a settled error that a datagram of this socket caused. */
    void settled(Story story) {
        stories.add(story);
    }

    /** Counts an error whose outcome stays unknown. */
    void open() {
        open++;
    }

    /** Counts an error that this connected socket was not told of, as it is not hard. */
    void soft() {
        soft++;
    }

    /** Counts an error that was given to another socket. */
    void givenToOther() {
        atOthers++;
    }

    /** Counts an error given to this socket though another one sent the datagram. */
    void givenForOther() {
        ofOthers++;
    }

    void stale() {
        stale++;
    }

    /** Counts a call that delivered errors. */
    void delivered() {
        delivered++;
    }

    SocketVerdict.Sends sends() {
        return new SocketVerdict.Sends(sends, Map.copyOf(unsent));
    }

    SocketVerdict.Errors errors() {
        return new SocketVerdict.Errors(stories.all(), open, soft, atOthers, ofOthers, stale, delivered);
    }
}
