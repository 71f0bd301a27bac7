package dev.udpbounce.select;

import org.jspecify.annotations.Nullable;

/**
 * What stands before a value and says how to take it.
 *
 * @param protocol "udp", "ip", "ip6", or null
 */
record Qualifiers(@Nullable String protocol, Direction direction, Kind kind) {}
