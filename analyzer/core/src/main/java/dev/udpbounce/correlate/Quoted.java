package dev.udpbounce.correlate;

/**
 * What an ICMP error quotes of the datagram that caused it. Numbers are -1 where the quote does not hold them.
 *
 * @param ipId IPv4 identification
 * @param udpLength the quoted UDP length field
 * @param udpChecksum the quoted UDP checksum field
 * @param payloadPresent octets of payload that are quoted
 * @param truncated whether less is quoted than the quoted IP header claims
 */
public record Quoted(
        Flow flow, int ipId, int ttl, int udpLength, int udpChecksum, int payloadPresent, boolean truncated) {}
