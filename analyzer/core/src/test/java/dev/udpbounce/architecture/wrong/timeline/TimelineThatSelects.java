// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.timeline;

import dev.udpbounce.architecture.wrong.select.SelectThatCorrelates;

/** Against the grain: timeline uses select. */
public record TimelineThatSelects(SelectThatCorrelates next) {}
