/**
 * Follows the system calls of a program with ptrace(2): the input is a command or a process, the output its calls on
 * UDP sockets as records on the clock of the captures. Independent of packets.
 */
@NullMarked
package dev.udpbounce.kernel.trace;

import org.jspecify.annotations.NullMarked;
