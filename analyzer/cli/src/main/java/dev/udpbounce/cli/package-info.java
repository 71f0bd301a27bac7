/**
 * Parses the command line, runs the command that it names, and turns the outcome into an exit status and one-line error
 * messages. Each command has its own package; none is implemented in this one.
 */
@NullMarked
package dev.udpbounce.cli;

import org.jspecify.annotations.NullMarked;
