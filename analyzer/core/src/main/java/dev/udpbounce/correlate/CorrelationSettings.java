// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

/**
 * Settings of a correlation.
 *
 * @param expireNs how long a datagram waits for its error, nanoseconds
 * @param memoryBytes memory bound of all waiting and remembered data, octets
 * @param follow which datagrams and flows are reported
 * @param seed seed of the hashes
 */
public record CorrelationSettings(long expireNs, long memoryBytes, Follow follow, long seed) {}
