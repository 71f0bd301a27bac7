// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.icmp.Errno;
import java.util.ArrayDeque;
import java.util.Deque;

/** The latest sends of a socket that this host's firewall refused; it may have answered them with an ICMP error. */
final class FirewallRefusals {
    private static final int MOST = 64;

    private final Deque<SocketCall> refused = new ArrayDeque<>();

    /** Keeps the call if it is a refused send. */
    void note(SocketCall call) {
        if (call.request().kind() != Kind.SEND || call.answer().errno() != Errno.EPERM.linux()) {
            return;
        }
        if (refused.size() == MOST) {
            refused.removeFirst();
        }
        refused.addLast(call);
    }

    /** Returns whether a refused send was in progress at this time, in nanoseconds since the Unix epoch. */
    boolean at(long timeNs) {
        return refused.stream()
                .anyMatch(call -> call.request().entryNs() <= timeNs
                        && timeNs <= call.answer().exitNs());
    }

    int size() {
        return refused.size();
    }
}
