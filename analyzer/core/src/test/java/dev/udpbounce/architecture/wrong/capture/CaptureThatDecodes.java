// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.capture;

import dev.udpbounce.architecture.wrong.decode.DecodeThatCorrelates;

/** Against the grain: capture uses decode. */
public record CaptureThatDecodes(DecodeThatCorrelates next) {}
