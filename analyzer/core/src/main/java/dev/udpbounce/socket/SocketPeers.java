// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first few peers that a socket has sent to, since its creation and since the last report of an error. */
final class SocketPeers {
    private static final int MOST = 8;

    private final List<Endpoint> all = new ArrayList<>();
    private final List<Endpoint> sinceReport = new ArrayList<>();

    void sent(SocketCall call) {
        for (Message message : call.sent()) {
            Endpoint peer = message.peer();
            if (peer != null) {
                add(peer, all);
                add(peer, sinceReport);
            }
        }
    }

    private static void add(Endpoint peer, List<Endpoint> to) {
        if (to.size() < MOST && !to.contains(peer)) {
            to.add(peer);
        }
    }

    /** Notes that a call reported an error. */
    void reported() {
        sinceReport.clear();
    }

    /**
     * Returns the latest peer that the socket has sent to since the last report if none of them is the one that the
     * reporting call concerns, so that the error must be about another peer; else null.
     */
    @Nullable
    Endpoint otherThan(@Nullable Endpoint concerned) {
        boolean other = concerned != null
                && !sinceReport.isEmpty()
                && sinceReport.stream().noneMatch(peer -> peer.isSameAs(concerned));
        return other ? sinceReport.get(sinceReport.size() - 1) : null;
    }

    List<Endpoint> all() {
        return List.copyOf(all);
    }
}
