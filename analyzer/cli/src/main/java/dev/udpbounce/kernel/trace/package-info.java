/**
 * The system calls of a program, followed with ptrace(2): a command or a process comes in, its calls on UDP sockets go
 * out as records on the clock of the captures. Knows of no packets.
 */
@NullMarked
package dev.udpbounce.kernel.trace;

import org.jspecify.annotations.NullMarked;
