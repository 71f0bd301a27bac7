// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.decode;

import dev.udpbounce.architecture.wrong.correlate.CorrelateThatTells;

/** Against the grain: decode uses correlate. */
public record DecodeThatCorrelates(CorrelateThatTells next) {}
