// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

/** Properties of the datagrams that quotes are compared with. A datagram is identified by a number other than 0. */
public interface SendFacts {
    /** Returns the frame number. */
    long frame(long send);

    /** Returns the capture time, nanoseconds since the Unix epoch, see {@link dev.udpbounce.capture.Frame#timeNs}. */
    long timeNs(long send);

    /** Returns whether the capture time is known. */
    boolean hasTime(long send);

    /** Returns the UDP source port. */
    int sourcePort(long send);

    /** Returns the UDP length in octets. */
    int udpLength(long send);

    /** Returns the IPv4 identification, or that of an IPv6 fragment; -1 if there is none. */
    int identification(long send);

    /** Returns the UDP checksum field. */
    int checksum(long send);

    /** Returns the IPv6 flow label; 0 if there is none. */
    int flowLabel(long send);

    /** Returns whether the datagram is the first of several IP fragments. */
    boolean isFragment(long send);

    /** Returns the octets of payload covered by the long digest of {@link #payload}. */
    int digested(long send);

    /** Returns the digests of {@link FlowHash#payload}. */
    long payload(long send);

    /** Returns the digests of {@link FlowHash#prefixes}. */
    long prefixes(long send);

    /** Returns whether an error was matched with the datagram. */
    boolean isBounced(long send);
}
