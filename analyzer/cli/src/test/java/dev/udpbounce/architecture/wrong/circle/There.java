// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.circle;

import dev.udpbounce.architecture.wrong.ring.Back;

/** One half of a circle across two packages. */
public record There(Back back) {
    /** What the other half uses: a nested class is its outermost one. */
    public record Inner() {}
}
