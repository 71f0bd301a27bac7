// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/**
 * The quote of the datagram in an ICMP error, as the datagram was when it reached the reporter. Numbers are -1 if the
 * quote does not contain them.
 *
 * @param flow direction of the datagram
 * @param ipId IPv4 identification; -1 for IPv6 too
 * @param ttl remaining time to live, or hop limit
 * @param udpLength the quoted UDP length field: octets of UDP header and payload
 * @param udpChecksum the quoted UDP checksum field; 0 if the sender computed none
 * @param payloadPresent quoted octets of the payload
 * @param truncated whether the quote is shorter than the quoted IP header claims
 */
public record Quoted(
        Flow flow, int ipId, int ttl, int udpLength, int udpChecksum, int payloadPresent, boolean truncated) {}
