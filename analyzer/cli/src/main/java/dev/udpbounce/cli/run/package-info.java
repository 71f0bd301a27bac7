/**
 * The command {@code run}: prints the socket calls and the packets of a command or a process as one timeline. The
 * package makes no system calls.
 */
@NullMarked
package dev.udpbounce.cli.run;

import org.jspecify.annotations.NullMarked;
