// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.focus;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.icmp.IcmpCode;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants to see. An empty collection and a missing bound do not limit anything. An error must satisfy every
 * kind of condition that is given, and one of each kind.
 *
 * @param errors types and codes
 * @param tellings whether a program is told
 * @param matches strengths of the match with a datagram
 * @param processes names or identifiers of processes
 * @param from the earliest time; null for none
 * @param to the latest time; null for none
 * @param zone time zone of bounds that name none
 */
public record Focus(
        Set<IcmpCode> errors,
        Set<Telling> tellings,
        Set<Match> matches,
        List<String> processes,
        @Nullable TimeBound from,
        @Nullable TimeBound to,
        ZoneId zone) {
    /** Everything. */
    public static final Focus ALL = new Focus(Set.of(), Set.of(), Set.of(), List.of(), null, null, ZoneOffset.UTC);

    /** Octets of a process name in the kernel, without its end: TASK_COMM_LEN - 1. */
    private static final int COMM = 15;

    /** Whether a program is told of an error. */
    public enum Telling {
        TOLD,
        UNTOLD
    }

    /** Returns whether anything may be left out. */
    public boolean limits() {
        return isAboutErrors() || !processes.isEmpty() || from != null || to != null;
    }

    /** Returns whether a condition concerns errors alone, so that events without an error are left out. */
    boolean isAboutErrors() {
        return !errors.isEmpty() || !tellings.isEmpty() || !matches.isEmpty();
    }

    /** Returns whether the conditions about errors alone hold. */
    boolean takesError(Event.IcmpError error) {
        Bounce bounce = error.bounce();
        return (errors.isEmpty() || errors.contains(bounce.icmp().meaning()))
                && (matches.isEmpty() || matches.contains(bounce.attribution().match()))
                && (tellings.isEmpty() || takesFate(error.fate()));
    }

    private boolean takesFate(@Nullable Fate fate) {
        return fate != null
                && ((fate.isTold() && tellings.contains(Telling.TOLD))
                        || (fate.isUntold() && tellings.contains(Telling.UNTOLD)));
    }

    /** Returns whether the process is wanted; one that is not known is wanted only if all are. */
    public boolean takesProcess(@Nullable SocketOwner owner) {
        if (processes.isEmpty()) {
            return true;
        }
        if (owner == null) {
            return false;
        }
        String pid = Integer.toString(owner.pid());
        for (String wanted : processes) {
            boolean isPid = owner.pid() >= 0 && wanted.equals(pid);
            if (isPid || (!wanted.isEmpty() && kept(wanted).equals(owner.name()))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the part of a process name that the kernel keeps. */
    private static String kept(String name) {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        return octets.length <= COMM ? name : new String(Arrays.copyOf(octets, COMM), StandardCharsets.UTF_8);
    }
}
