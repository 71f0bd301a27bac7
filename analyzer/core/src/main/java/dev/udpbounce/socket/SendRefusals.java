// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.Unsent;
import dev.udpbounce.event.Unsent.Why;
import dev.udpbounce.icmp.Errno;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds why a send fails by itself rather than with the pending error. The kernel checks route and size before the
 * pending error, and the firewall after it ({@code udp_sendmsg}, {@code __ip_append_data}, {@code sock_error}).
 */
final class SendRefusals {
    private static final int MOST_MTUS = 256;
    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int LONGEST_IP = 65_535;

    private final boolean seesAll;
    private final Map<Endpoint, Integer> mtus = new LinkedHashMap<>();

    /** @param seesAll whether all errors of this network namespace are seen */
    SendRefusals(boolean seesAll) {
        this.seesAll = seesAll;
    }

    /** Notes the path MTU to a peer, as reported by an error. */
    void noteMtu(Endpoint peer, int mtu) {
        if (mtu > 0 && (mtus.size() < MOST_MTUS || mtus.containsKey(host(peer)))) {
            mtus.put(host(peer), mtu);
        }
    }

    /**
     * Returns why a call failed by itself.
     *
     * @param pending whether an error with this errno is pending
     * @return null if it returned the pending error or failed for another reason
     */
    @Nullable
    Unsent ofFailed(SocketCall call, boolean pending) {
        int datagrams = datagrams(call.request().messages());
        boolean certain = seesAll && !call.state().elsewhere();
        Errno errno = Errno.ofLinux(call.answer().errno());
        if (errno == null) {
            return null;
        }
        return switch (errno) {
            case EPERM -> new Unsent(Why.FIREWALL, true, -1, datagrams);
            case EMSGSIZE -> {
                Unsent large = tooLarge(call, call.request().messages());
                yield large != null || pending ? large : new Unsent(Why.TOO_LARGE, certain, -1, datagrams);
            }
            case ENETUNREACH -> pending ? null : new Unsent(Why.NO_ROUTE, certain, -1, datagrams);
            case EHOSTUNREACH -> pending ? null : new Unsent(Why.UNREACHABLE, certain, -1, datagrams);
            default -> null;
        };
    }

    /**
     * Returns the refusal of the first message if it is larger than the path MTU, as far as known, or than UDP allows;
     * else null.
     */
    @Nullable
    Unsent tooLarge(SocketCall call, List<Message> messages) {
        if (messages.isEmpty()) {
            return null;
        }
        Message first = messages.get(0);
        Endpoint peer = first.peer() == null ? call.state().peer() : first.peer();
        if (peer == null) {
            return null;
        }
        boolean v4 = host(peer).address().version() == 4;
        int headers = UDP_HEADER + (v4 ? IPV4_HEADER : IPV6_HEADER);
        int mtu = call.state().pathMtu() > 0 ? call.state().pathMtu() : mtus.getOrDefault(host(peer), -1);
        int longest = v4 ? LONGEST_IP - headers : LONGEST_IP - UDP_HEADER;
        boolean large = first.length(0) > longest || (mtu > 0 && first.length(0) + headers > mtu);
        return large ? new Unsent(Why.TOO_LARGE, true, mtu, datagrams(messages)) : null;
    }

    static int datagrams(List<Message> messages) {
        return messages.stream().mapToInt(Message::datagrams).sum();
    }

    private static Endpoint host(Endpoint peer) {
        return new Endpoint(peer.onWire().address(), 0);
    }
}
