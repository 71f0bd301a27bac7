/**
 * The environment of a command: standard streams, terminal and signals; messages of one line on standard error, and the
 * exit status. The package handles neither options nor packets.
 */
@NullMarked
package dev.udpbounce.cli.environment;

import org.jspecify.annotations.NullMarked;
