// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import org.jspecify.annotations.Nullable;

/**
 * The qualifiers before a value, which determine its meaning.
 *
 * @param protocol "udp", "ip", "ip6", or null
 */
record Qualifiers(@Nullable String protocol, Direction direction, Kind kind) {}
