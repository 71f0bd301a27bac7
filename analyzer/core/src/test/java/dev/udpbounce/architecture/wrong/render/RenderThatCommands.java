// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.render;

import dev.udpbounce.architecture.wrong.cli.Command;

/** Against the grain: render uses the command line. */
public record RenderThatCommands(Command command) {}
