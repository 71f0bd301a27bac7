// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.select;

import dev.udpbounce.architecture.wrong.correlate.CorrelateThatTells;

/** Against the grain: select uses more than decode. */
public record SelectThatCorrelates(CorrelateThatTells next) {}
