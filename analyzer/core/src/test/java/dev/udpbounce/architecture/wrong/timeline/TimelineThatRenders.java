// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.timeline;

import dev.udpbounce.architecture.wrong.render.RenderThatCommands;

/** Against the grain: timeline uses render. */
public record TimelineThatRenders(RenderThatCommands next) {}
