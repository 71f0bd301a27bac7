// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.ring;

import dev.udpbounce.architecture.wrong.circle.There;

/** The other half. */
public record Back(There.Inner there) {}
