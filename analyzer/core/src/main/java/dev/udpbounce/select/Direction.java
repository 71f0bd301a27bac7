// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

/** The end of a datagram that a value is compared with. */
enum Direction {
    SOURCE,
    DESTINATION,
    EITHER,
    BOTH;

    boolean combine(boolean source, boolean destination) {
        return switch (this) {
            case SOURCE -> source;
            case DESTINATION -> destination;
            case EITHER -> source || destination;
            case BOTH -> source && destination;
        };
    }
}
