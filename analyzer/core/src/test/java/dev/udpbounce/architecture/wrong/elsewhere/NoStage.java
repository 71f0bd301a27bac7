// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.elsewhere;

/** Belongs to no stage. */
public record NoStage() {}
