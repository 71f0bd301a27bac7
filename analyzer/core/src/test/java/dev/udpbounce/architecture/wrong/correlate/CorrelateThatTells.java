// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.correlate;

import dev.udpbounce.architecture.wrong.timeline.TimelineThatRenders;

/** Against the grain: correlate uses timeline. */
public record CorrelateThatTells(TimelineThatRenders next) {}
