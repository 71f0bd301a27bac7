// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.ring;

import org.jspecify.annotations.Nullable;

/** One of seven in a circle. */
record First(@Nullable Second next) {}
