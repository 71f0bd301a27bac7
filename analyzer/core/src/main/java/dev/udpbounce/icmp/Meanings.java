// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import dev.udpbounce.icmp.IcmpType.Words;

/** Explanations shared by the codes of both versions. */
final class Meanings {
    static final Words NO_LISTENER = new Words(
            "nobody listens there",
            "Nobody listens on that port, or a firewall says so. Start the service, or check address and port. One"
                    + " datagram is lost; the socket itself is as good as before.");
    static final Words NO_ROUTE = new Words(
            "no route to it",
            "A router on the way has no route. Check the address; if it is right, try again later: routing may recover.");
    static final Words NO_HOST = new Words(
            "the host does not answer",
            "The last router, or this machine on its own link, finds nobody at that address (ARP, neighbour discovery)."
                    + " The host may be down. The error comes seconds after the datagram.");
    static final Words PROHIBITED = new Words(
            "filtered by a firewall on the way",
            "A firewall or router on the way forbids it. Look for the rule at the sender of the error; a retry does not"
                    + " help.");
    static final Words TOO_BIG = new Words(
            "larger than the path's MTU",
            "Send smaller datagrams: the error holds the MTU of the next hop, and a connected socket can read the path's"
                    + " with IP_MTU (IPV6_MTU).");
    static final String HOPS =
            "Too many routers: a routing loop, or a small TTL (IP_TTL, IPV6_UNICAST_HOPS). traceroute shows the way.";
    static final Words REASSEMBLY = new Words(
            "fragments were lost on the way",
            "A fragment was lost on the way, and with it the datagram. Send datagrams that need no fragments.");
    static final Words HEADER = new Words(
            "its IP header was found faulty",
            "Somebody on the way does not understand the IP header. Send without IP options and extension headers.");
    static final String REDIRECTED = "a router knows a shorter way";

    static final String UNDEFINED_CODE = "No RFC that is known here defines this code. Look at who sends it.";

    /** The explanation for types that no RFC defines. */
    static final Words UNDEFINED_TYPE =
            new Words(null, "No RFC that is known here defines this type as an error. Look at who sends it.");

    private Meanings() {}
}
